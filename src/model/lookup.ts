import type { ProcessInfo, ProcessTable } from './processes.ts';
import type { Fault, Reading } from './reading.ts';
import { BOX, type ReadingKind, type Readings, type ReadingValues } from './sweep.ts';

/** The reading of a kind, made or failed; undefined where it was never tried. */
export function reading<K extends ReadingKind>(
  readings: Readings,
  kind: K,
  subject: string = BOX,
): Reading<ReadingValues[K]> | undefined {
  return readings[kind]?.[subject];
}

/** The observed value; undefined where there is none, for whatever reason. */
export function known<K extends ReadingKind>(
  readings: Readings,
  kind: K,
  subject: string = BOX,
): ReadingValues[K] | undefined {
  const found = reading(readings, kind, subject);
  return found?.ok ? found.value : undefined;
}

/** Why an observation failed; undefined where it did not, or was never tried. */
export function faultIn(readings: Readings, kind: ReadingKind, subject: string = BOX): Fault | undefined {
  const found = reading(readings, kind, subject);
  return found && !found.ok ? found.fault : undefined;
}

/** A copy with one reading put in or replaced. */
export function withReading<K extends ReadingKind>(
  readings: Readings,
  kind: K,
  subject: string,
  value: Reading<ReadingValues[K]>,
): Readings {
  return { ...readings, [kind]: { ...readings[kind], [subject]: value } };
}

/** Is this a process of MediaMTX, by its name? */
export const isMediamtx = ({ comm, argv }: Pick<ProcessInfo, 'comm' | 'argv'>): boolean =>
  /^(mediamtx|rtsp-simple-ser)/.test(comm) || /(^|\/)mediamtx[^/]*$/.test(argv[0] ?? '');

/** The process of the box's MediaMTX: others may run beside it, also in containers. Undefined where none is to be seen. */
export function mediamtxOf(table: ProcessTable | undefined): ProcessInfo | undefined {
  const told = table?.processes.find(({ pid }) => pid === table.server);
  if (told) return told;
  const servers = (table?.processes ?? []).filter(isMediamtx);
  return servers.find(({ netns }) => netns === table?.netns) ?? servers[0];
}
