import { counted, isOfCamera, type JudgedFinding, known, type Report } from '../index.ts';
import { clock } from './clock.ts';
import { type Line, label, line, type Span, span, textOf } from './line.ts';
import { panels } from './panels/table.ts';
import { proving } from './proving.ts';
import type { UiState } from './state.ts';
import type { Snapshot } from './store.ts';
import { type Display, glyph, PENDING } from './theme.ts';

/** Older than this while nothing is paused, the picture is called stale, ms. */
const STALE_MS = 10_000;

/** Which box, who asks, what runs now and how old the picture is; then the verdict and what more root would see. */
export function headerLines(
  snapshot: Snapshot,
  { replay, now, screen, columns }: { replay: boolean; now: number; screen: Display; columns: number },
): readonly Line[] {
  const { report, running } = snapshot;
  if (report === null) {
    const what = running.length === 0 ? '' : `: ${running.slice(0, 4).join(', ')}`;
    return [label('looking', `camproof is looking at this box${what} …`, 'plain'), label('gap', '')];
  }
  const { box, startedAt } = report;
  const active = replay ? [] : proving(running);
  return [
    line('box', [
      span(box.hostname, 'bold'),
      ...(box.simulated ? [span('  simulated devices', 'warn')] : []),
      span(`  as ${box.user}`, 'dim'),
      ...sightSpans(snapshot),
      ...ageSpans(snapshot, replay ? startedAt : null, now),
      ...(active.length > 0 ? [span(`  proving ${active.slice(0, 2).join(', ')}`, 'dim')] : []),
    ]),
    verdictLine(report, replay, screen, columns),
  ];
}

/** Says so where processes are hidden from us; not where they are only not known yet. */
function sightSpans({ sweep, report }: Snapshot): readonly Span[] {
  const hidden = sweep === null ? 0 : (known(sweep.readings, 'processes')?.hidden ?? 0);
  if (hidden === 0) return [];
  const words = report?.box.user === 'root' ? 'does not see every process' : 'sees less than root';
  return [span(`, ${words}`, 'warn')];
}

function verdictLine(report: Report, replay: boolean, screen: Display, columns: number): Line {
  const { verdict, headline, couldProveMore } = report;
  const words: readonly Span[] =
    verdict === 'unknown' && !replay && report.findings.every(isOpen)
      ? [span(`${PENDING[screen.ascii ? 1 : 0]} NOT ALL PROVED YET `, 'unknown'), span(soFar(report))]
      : [span(`${glyph(verdict, screen)} ${verdict.toUpperCase()} `, verdict), span(headline)];
  const left = columns - textOf({ spans: words }).length - 2;
  const more = [couldProveMore ?? '', 'run with sudo to prove more'].find(({ length }) => length <= left);
  return line('verdict', [...words, ...(couldProveMore && more ? [span(`  ${more}`, 'dim')] : [])]);
}

/** How far it is, where nothing is broken: a camera is done once nothing of its chain is left to come. */
function soFar({ cameras }: Report): string {
  if (cameras.length === 0) return 'no camera seen so far, nothing broken';
  const done = cameras.filter(({ links }) => !Object.values(links).includes('unknown')).length;
  return `${done} of ${counted(cameras.length, 'camera')} done, nothing broken so far`;
}

/** Nothing of weight is unknown for another reason than that its turn has not come. */
const isOpen = ({ status, weight, reason }: JudgedFinding): boolean =>
  status !== 'unknown' || weight === 'advisory' || reason === 'not-reached';

function ageSpans(
  { at, paused, everyMs }: Snapshot,
  recordedAt: string | null,
  now: number,
): readonly Span[] {
  if (recordedAt !== null)
    return [span(`  RECORDED ${recordedAt.slice(0, 10)} ${clock(recordedAt)}`, 'warn')];
  const seconds = Math.round((now - (at ?? now)) / 1000);
  if (paused) return [span(`  PAUSED, ${seconds} s old`, 'warn')];
  return seconds * 1000 > STALE_MS + (everyMs ?? 0)
    ? [span(`  STALE, ${seconds} s old`, 'warn')]
    : [span(`  live${everyMs === null ? '' : `, every ${everyMs / 1000} s`}`, 'dim')];
}

/** Did a link of its camera break before it? Who only has not noticed that draws nobody to another panel. */
const isBehind = ({ subject, link }: JudgedFinding, { cameras }: Report): boolean =>
  link !== null && cameras.some((one) => isOfCamera(subject, one) && one.firstBroken !== link);

/** The panels with their digits; a mark where something in one is broken. */
export function tabLine(state: UiState, report: Report | null, screen: Display, columns: number): Line {
  const trouble = (checks: readonly string[]) =>
    report?.findings.some(
      (one) => one.status === 'fail' && checks.includes(one.checkId) && !isBehind(one, report),
    ) ?? false;
  const all = [
    { id: 'cameras' as const, title: 'Cameras', short: 'Cams', checks: [] as readonly string[] },
    ...panels,
  ];
  const tabs = (name: 'title' | 'short') =>
    all.flatMap(({ id, checks, ...names }, index) => {
      const key = id === 'help' ? '?' : String(index + 1);
      const here = id === state.panel;
      return [
        span(here ? '[' : ' '),
        span(`${key} ${names[name]}`, here ? 'bold' : 'dim'),
        ...(trouble(checks) ? [span(glyph('fail', screen), 'fail')] : []),
        span(here ? ']' : ' '),
      ];
    });
  const long = line('tabs', tabs('title'));
  return textOf(long).length <= columns ? long : line('tabs', tabs('short'));
}
