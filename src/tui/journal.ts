import { execFile } from 'node:child_process';
import process from 'node:process';
import { findCameras } from '../cameras/cameras.ts';
import { known, mediamtxOf, type ProcessInfo, type Sweep } from '../index.ts';
import type { Place } from './keys.ts';

/** What a journal is kept of: a unit, or a process that no unit started. */
export type JournalOf = { readonly unit: string } | { readonly pid: number };

const isRoot = (): boolean => process.getuid?.() === 0;
const matchOf = (of: JournalOf): readonly string[] => ('unit' in of ? ['-u', of.unit] : [`_PID=${of.pid}`]);

/** Opens it at its end. Other users' messages are for root. */
export const journalArgv = (of: JournalOf): readonly string[] => [
  ...(isRoot() ? [] : ['sudo']),
  'journalctl',
  ...matchOf(of),
  '-n',
  '500',
  '-e',
];

/** How long the journal may take to say whether it has anything, ms. */
const ASKED_MS = 2_000;

/**
 * Why there is nothing to open, in words; null where there is something, or where only a password would tell: the screen
 * is not left for nothing.
 */
export async function nothingIn(of: JournalOf): Promise<string | null> {
  if (!isRoot()) return null;
  const argv = ['-q', '-o', 'cat', ...matchOf(of), '-n', '1'];
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const asked = execFile('journalctl', argv, { timeout: ASKED_MS }, (error, stdout) => {
    const isMissing = error !== null && error.code === 'ENOENT';
    if (isMissing) resolve('there is no journalctl on this box');
    else if (error === null && stdout.trim() === '')
      resolve(
        `the journal has nothing of ${'unit' in of ? of.unit : `pid ${of.pid}`}: journalctl ${matchOf(of).join(' ')}`,
      );
    else resolve(null);
  });
  asked.stdin?.end();
  return promise;
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
