import {
  BOX,
  type Finding,
  known,
  type MediamtxFile,
  mediamtxOf,
  type ProcessInfo,
  type Reading,
  reading,
  type Sweep,
  TICK_MS,
} from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, isOverloaded, lookAt, saw, sawFault } from '../finding.ts';
import { isForwarder, listenerOf, mediamtxUnit, portOf } from '../mediamtx-facts.ts';

/** Does MediaMTX's API answer? Everything behind it is blocked by this one finding, not by a cascade. */
export const mediamtxApi: Check = {
  id: 'mediamtx-api',
  title: 'MediaMTX API',
  link: null,
  weight: 'essential',
  needs: [
    'mediamtx.info',
    'mediamtx.paths',
    'mediamtx.pathsAfter',
    'mediamtx.pathConfigs',
    'mediamtx.config',
    'mediamtx.file',
    'processes',
    'units',
  ],
  judge: ({ sweep }) => [apiFinding(sweep)],
};

/** What is to be said of the API of MediaMTX. */
export function apiFinding(sweep: Sweep): Finding {
  const make = about('mediamtx-api', BOX);
  const tried = [reading(sweep.readings, 'mediamtx.paths'), reading(sweep.readings, 'mediamtx.pathConfigs')];
  // Who refused and has answered since is there again.
  const answered = Math.max(...tried.map((one) => (one?.ok ? one.mono : Number.NEGATIVE_INFINITY)));
  const failed = tried.find((one) => one?.ok === false && !(isRefused(one) && one.mono < answered));
  if (failed && !failed.ok) {
    const finding = isOverloaded(sweep, failed) ? null : broken(sweep, failed);
    if (finding) return finding;
  }
  for (const kind of ['mediamtx.paths', 'mediamtx.pathConfigs'] as const) {
    const sight = lookAt(sweep, kind, make, 'the API of MediaMTX');
    if (!sight.clear) return sight.unknown;
  }
  const again = reading(sweep.readings, 'mediamtx.pathsAfter');
  if (again && !again.ok && ['refused', 'reset'].includes(again.fault.code)) {
    const diagnosis = diagnose('mediamtx-ended', {
      url: sweep.expectations.mediamtx.url,
      unit: mediamtxUnit(sweep),
    });
    return make.fail('MediaMTX ended during the check', [sawFault(again, 'API')], diagnosis);
  }
  const info = reading(sweep.readings, 'mediamtx.info');
  const { url } = sweep.expectations.mediamtx;
  if (!info?.ok) return make.pass(`answers at ${url}`);
  const version = info.value.version ?? `${info.value.generation} generation`;
  return make.pass(`${version} at ${url}`, [saw('version', version, info)]);
}

const isRefused = (from: Reading<unknown>): boolean => !from.ok && from.fault.code === 'refused';

function broken(sweep: Sweep, from: Reading<unknown> & { readonly ok: false }): Finding | null {
  const make = about('mediamtx-api', BOX);
  const { url } = sweep.expectations.mediamtx;
  const { code, phase, message } = from.fault;
  const evidence = [sawFault(from, 'API')];
  const unit = mediamtxUnit(sweep);
  switch (code) {
    case 'unauthorized': {
      const diagnosis = diagnose('mediamtx-api-locked', {
        url,
        gave: !/asks for|without credentials/.test(message),
      });
      return make.unknown(
        'the API asks for a user and a password',
        'needs-authentication',
        evidence,
        diagnosis,
      );
    }
    case 'refused':
      return refused(sweep, from);
    case 'timeout':
      return make.fail(
        'the API does not answer',
        evidence,
        diagnose('server-mute', { url, phase, unit, owner: listenerOf(sweep, url) }),
      );
    case 'reset':
      return (
        other(sweep, from) ??
        make.fail(
          'the API hangs up',
          evidence,
          diagnose('server-hangs-up', { url, unit, owner: listenerOf(sweep, url) }),
        )
      );
    case 'not-found':
    case 'protocol':
    case 'too-large':
      if (phase === 'TLS') {
        const diagnosis = diagnose('wrong-scheme', { url, message, key: 'mediamtx.url' });
        return make.unknown(message, 'probe-failed', evidence, diagnosis);
      }
      return (
        other(sweep, from) ??
        make.fail('not the API of MediaMTX', evidence, diagnose('not-the-api', { url, message }))
      );
    default:
      return null;
  }
}

/** Something answers, but not MediaMTX: another program may have its port. */
function other(sweep: Sweep, from: Reading<unknown>): Finding | null {
  const owner = listenerOf(sweep, sweep.expectations.mediamtx.url);
  if (!owner || owner.comm.startsWith('mediamtx') || isForwarder(owner.comm)) return null;
  const diagnosis = diagnose('port-taken', { ...owner, wants: 'the API of MediaMTX' });
  const summary = `port ${owner.port} belongs to ${owner.comm}`;
  return about('mediamtx-api', BOX).fail(summary, [sawFault(from, 'API')], diagnosis);
}

function refused(sweep: Sweep, from: Reading<unknown>): Finding {
  const make = about('mediamtx-api', BOX);
  const { url } = sweep.expectations.mediamtx;
  const evidence = [sawFault(from, 'API')];
  const unit = mediamtxUnit(sweep);
  const units = known(sweep.readings, 'units')?.units ?? [];
  const failed = units.find((unit) => unit.unit.startsWith('mediamtx') && unit.activeState === 'failed');
  if (failed) {
    const facts = { unit: failed.unit, result: failed.result, restart: failed.restart !== 'no' };
    return make.fail(`${failed.unit} has failed`, evidence, diagnose('mediamtx-failed', facts));
  }
  const found = reading(sweep.readings, 'mediamtx.file');
  // A file was read for a process; once that is gone it tells nothing of what runs now.
  const isRead = found?.ok === true && runsNow(sweep, found.value.pid);
  const file = isRead && !isAnother(sweep, found.value) ? found : undefined;
  // What its file keeps off does not come with time.
  const isOff = file !== undefined && file.value.api !== true;
  const age = opensNow(sweep, from, url) ? 0 : serverAgeMs(sweep, from.mono);
  if (age !== null && age < STARTING_MS && !isOff) {
    const seconds = Math.max(0, age / 1_000);
    return make.fail('MediaMTX is starting', evidence, diagnose('mediamtx-starting', { url, unit, seconds }));
  }
  const server = serverOf(sweep);
  const runs = !isRead && server !== null && (servesRtsp(sweep) || mayBeOurs(sweep, server));
  const address = file?.value.apiAddress ?? null;
  const elsewhere = address !== null && !address.endsWith(`:${portOf(url)}`);
  if (file && elsewhere && file.value.api === true) {
    const seen = [...evidence, saw('apiAddress', address, file, url)];
    const facts = { url, address, file: file.value.path };
    return make.fail('the API listens elsewhere', seen, diagnose('mediamtx-api-elsewhere', facts));
  }
  if (runs || file) {
    const facts = { url, file: file?.value.path ?? null, hidden: !file && server?.fdsReadable === false };
    const summary = file ? 'the API is off' : 'the API is off, or elsewhere';
    return make.fail(summary, evidence, diagnose('mediamtx-api-off', facts));
  }
  if (server === null)
    return make.fail(
      'MediaMTX is not running',
      evidence,
      diagnose('mediamtx-down', { url, unit, other: null }),
    );
  const ports = (known(sweep.readings, 'processes')?.listeners ?? [])
    .filter(({ pid, protocol }) => pid === server.pid && protocol === 'tcp')
    .map(({ port }) => port);
  const other = { pid: server.pid, ports: [...new Set(ports)].toSorted((a, b) => a - b) };
  return make.fail(
    `no MediaMTX at port ${portOf(url)}`,
    evidence,
    diagnose('mediamtx-down', { url, unit, other }),
  );
}

/** A server opens its API so soon after its start, on a slow machine too, ms. */
const STARTING_MS = 10_000;

/** Does somebody listen where we were refused a moment ago? */
function opensNow({ readings }: Sweep, from: Reading<unknown>, url: string): boolean {
  const table = reading(readings, 'processes');
  if (!table?.ok || table.mono <= from.mono) return false;
  return table.value.listeners.some(({ protocol, port }) => protocol === 'tcp' && port === portOf(url));
}

/** How long MediaMTX had run at a time (ms, may be negative); null where that is not known. */
function serverAgeMs({ readings }: Sweep, mono: number): number | null {
  const host = reading(readings, 'host');
  const server = mediamtxOf(known(readings, 'processes'));
  if (!host?.ok || !server || ENDED.includes(server.state)) return null;
  const bootMono = host.mono - host.value.uptimeSeconds * 1_000;
  return mono - (bootMono + server.startTicks * TICK_MS);
}

/** Does it run, and serve? One that was just killed stands in the table for a moment yet, with all its ports closed. */
function runsNow(sweep: Sweep, pid: number): boolean {
  const table = known(sweep.readings, 'processes');
  const found = table?.processes.find((one) => one.pid === pid);
  if (!table || !found || ENDED.includes(found.state)) return false;
  return !found.fdsReadable || table.listeners.some((one) => one.pid === pid);
}

/** States of a process that has ended: zombie, dead. */
const ENDED = 'ZX';

/** The MediaMTX that runs; null where none does. */
function serverOf(sweep: Sweep): ProcessInfo | null {
  const server = mediamtxOf(known(sweep.readings, 'processes'));
  return server && runsNow(sweep, server.pid) ? server : null;
}

/** Where it listens cannot be seen by this user, and nobody has said where it should. */
const mayBeOurs = (sweep: Sweep, { fdsReadable }: ProcessInfo): boolean =>
  !fdsReadable && sweep.expectations.mediamtx.rtspUrl === null;

/** A MediaMTX that serves RTSP on another port than the configured one is somebody else's. */
function isAnother(sweep: Sweep, { rtspAddress }: MediamtxFile): boolean {
  const { rtspUrl } = sweep.expectations.mediamtx;
  if (rtspUrl === null) return false;
  return !(rtspAddress ?? USUAL_RTSP).endsWith(`:${portOf(rtspUrl)}`);
}

/** Where MediaMTX serves RTSP unless it is told otherwise. */
const USUAL_RTSP = ':8554';

/** Does anybody listen where MediaMTX serves RTSP? A MediaMTX that runs without that is not the one of this box. */
function servesRtsp(sweep: Sweep): boolean {
  const port = portOf(sweep.expectations.mediamtx.rtspUrl ?? `rtsp://127.0.0.1${USUAL_RTSP}`);
  return known(sweep.readings, 'processes')?.listeners.some((one) => one.port === port) ?? false;
}
