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
import { diagnose } from '../diagnoses/table.ts';
import { about, saw, sawFault } from '../finding.ts';
import { mediamtxUnit, portOf } from '../mediamtx-facts.ts';

/** Nobody listens where the API should be: it is off, elsewhere, about to open, or MediaMTX is not there. */
export function refused(sweep: Sweep, from: Reading<unknown>): Finding {
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
  const read = isRead && found.value.pid === server.pid && found.value.api === true;
  const api = read ? found.value.apiAddress : null;
  const other = { pid: server.pid, ports: [...new Set(ports)].toSorted((a, b) => a - b), api };
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
