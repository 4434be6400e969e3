import { findCameras } from '../cameras/cameras.ts';
import {
  BOX,
  type Finding,
  type JudgedFinding,
  known,
  type Report,
  type Status,
  type Sweep,
} from '../model/index.ts';
import { cameraChain } from './camera-chain.ts';
import { blockBehind } from './chain.ts';
import type { Check } from './check.ts';
import { inFileInUse } from './file-in-use.ts';
import { headlineOf } from './headline.ts';
import { selectChecks } from './table.ts';

/** Judges a sweep: pure, so that a saved one gives the same report anywhere, at any time. */
export function judge(sweep: Sweep): Report {
  const { options } = sweep.expectations;
  const all = findCameras(sweep.readings, sweep.expectations);
  const cameras = all.filter(({ id }) => options.cameras.length === 0 || options.cameras.includes(id));
  const selected = selectChecks(options.only);
  const judged: JudgedFinding[] = [];
  for (const check of selected) {
    const live = check.link === null ? cameras : cameras.filter(({ off }) => off === null);
    const declaredOff = check.link === null ? [] : cameras.filter(({ off }) => off !== null);
    const findings = [
      ...blockBehind(
        safely(check, () => check.judge({ sweep, cameras: live, earlier: judged })),
        judged,
        live,
      ),
      ...declaredOff.map(
        ({ id, off }): Finding => ({
          checkId: check.id,
          subject: id,
          status: 'off',
          summary: off ?? '',
          reason: 'declared-off',
          evidence: [],
        }),
      ),
    ];
    judged.push(
      ...findings.map((finding) => ({
        ...finding,
        ...(finding.diagnosis && { diagnosis: inFileInUse(finding.diagnosis, sweep) }),
        title: check.title,
        link: check.link,
        weight: check.weight,
      })),
    );
  }
  const chains = cameras.map((camera) => cameraChain(sweep, camera, judged, selected));
  const counts = countStatuses(judged);
  const live = chains.filter((_, index) => cameras[index]?.off === null);
  return {
    schema: 1,
    box: sweep.box,
    software: softwareOf(sweep),
    startedAt: sweep.startedAt,
    tookMs: sweep.tookMs,
    expected: {
      count: cameras.length,
      by: [
        ...Map.groupBy(
          cameras.flatMap(({ expectedBy }) => expectedBy),
          (source) => source,
        ),
      ].map(([source, members]) => ({ source, count: members.length })),
    },
    cameras: chains,
    findings: judged,
    counts,
    verdict: verdictOf(judged, selected),
    headline: selected.some(({ link }) => link !== null)
      ? headlineOf(live, judged)
      : 'only the box was judged',
    couldProveMore: couldProveMore(sweep, judged),
  };
}

/** A missing or odd fact becomes an honest unknown, never a crash of the whole report. */
function safely(check: Check, run: () => readonly Finding[]): readonly Finding[] {
  try {
    return run();
  } catch (error) {
    const summary = `this check failed itself: ${error instanceof Error ? error.message : String(error)}`;
    return [
      { checkId: check.id, subject: BOX, status: 'unknown', reason: 'probe-failed', summary, evidence: [] },
    ];
  }
}

/**
 * The worst of fail > unknown > warn > pass over essential findings, plus advisory fails and warnings. Where only advisory
 * checks were asked for, they are what is essential.
 */
function verdictOf(judged: readonly JudgedFinding[], selected: readonly Check[]): Report['verdict'] {
  const advisoryOnly = selected.every(({ weight }) => weight === 'advisory');
  const findings = advisoryOnly ? judged.map((one) => ({ ...one, weight: 'essential' as const })) : judged;
  const has = (status: Status, weight?: 'essential') =>
    findings.some((one) => one.status === status && (weight === undefined || one.weight === weight));
  if (has('fail')) return 'fail';
  if (has('unknown', 'essential') || has('blocked', 'essential')) return 'unknown';
  if (!has('pass', 'essential') && !has('warn', 'essential')) return 'unknown';
  return has('warn') ? 'warn' : 'pass';
}

function countStatuses(findings: readonly Finding[]): Record<Status, number> {
  const counts = { pass: 0, warn: 0, fail: 0, blocked: 0, unknown: 0, off: 0 };
  for (const { status } of findings) counts[status]++;
  return counts;
}

/** Versions that the servers themselves told. */
function softwareOf({ readings }: Sweep): Readonly<Record<string, string>> {
  const mediamtx = known(readings, 'mediamtx.info')?.version;
  const status = known(readings, 'service')?.status;
  const service = status?.kind === 'result' ? status.value.version : null;
  return { ...(mediamtx && { MediaMTX: mediamtx }), ...(service && { 'camera service': service }) };
}

/** What root would see and we do not. */
function couldProveMore(sweep: Sweep, findings: readonly JudgedFinding[]): string | null {
  // To root, sudo gives nothing more.
  if (sweep.box.privileged || sweep.box.user === 'root') return null;
  const hidden = findings.filter(
    ({ reason, confidence }) => reason === 'no-privilege' || confidence === 'likely',
  );
  const titles = [...new Set(hidden.map(({ title }) => title))];
  return titles.length === 0 ? null : `run with sudo to also prove: ${titles.join(', ')}`;
}
