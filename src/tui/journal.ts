import process from 'node:process';
import { findCameras } from '../cameras/cameras.ts';
import { known, mediamtxOf, type ProcessInfo, type Sweep } from '../index.ts';
import type { Place } from './keys.ts';

/** What a journal is kept of: a unit, or a process that no unit started. */
export type JournalOf = { readonly unit: string } | { readonly pid: number };

/** Opens it at its end. Other users' messages are for root. */
export function journalArgv(of: JournalOf): readonly string[] {
  const match = 'unit' in of ? ['-u', of.unit] : [`_PID=${of.pid}`];
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  return [...sudo, 'journalctl', ...match, '-n', '500', '-e'];
}

/** The journal that tells most about what is looked at: the publisher of a camera, else the server of a panel. */
export function journalOf(sweep: Sweep, place: Place, camera: string | null): JournalOf | null {
  const table = known(sweep.readings, 'processes');
  const process = publisherOf(sweep, table?.processes ?? [], camera) ?? mediamtxOf(table);
  const { unit } = sweep.expectations.service;
  if ((place === 'websocket' || place === 'health') && unit !== null) return { unit };
  if (process) return process.unit === null ? { pid: process.pid } : { unit: process.unit };
  const [first] = known(sweep.readings, 'units')?.units ?? [];
  return first ? { unit: first.unit } : null;
}

function publisherOf(
  { readings, expectations }: Sweep,
  processes: readonly ProcessInfo[],
  camera: string | null,
): ProcessInfo | undefined {
  const found = findCameras(readings, expectations).find(({ id }) => id === camera);
  const pids = found?.streams.map(({ join }) => join?.pid) ?? [];
  const holds = ({ devices }: ProcessInfo) =>
    found?.nodes.some(({ path }) => devices.includes(path)) ?? false;
  return processes.find(({ pid }) => pids.includes(pid)) ?? processes.find(holds);
}
