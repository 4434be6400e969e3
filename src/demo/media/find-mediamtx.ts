import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export type Generation = 'old' | 'new';

/** A MediaMTX program of this machine. */
export interface FoundMediamtx {
  readonly file: string;
  /** Without the leading v. */
  readonly version: string;
  readonly generation: Generation;
  readonly from: '$MEDIAMTX_BIN' | 'PATH' | 'cache';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where scripts/get-mediamtx puts what it downloads: one folder a version. */
function mediamtxCache(env: Environment): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'camproof', 'mediamtx');
}

/**
 * Every MediaMTX that can be started, in the order of preference: `$MEDIAMTX_BIN` (several, as in PATH), PATH, the
 * cache with the newest version first. One that does not tell its version is left out.
 */
export async function findMediamtx(env: Environment): Promise<FoundMediamtx[]> {
  const cache = mediamtxCache(env);
  const versions = await readdir(cache).catch(() => []);
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const candidates = [
    ...split(env['MEDIAMTX_BIN']).map((file) => ({ file, from: '$MEDIAMTX_BIN' }) as const),
    ...split(env['PATH']).map((folder) => ({ file: join(folder, 'mediamtx'), from: 'PATH' }) as const),
    ...newestFirst.map((version) => ({ file: join(cache, version, 'mediamtx'), from: 'cache' }) as const),
  ];
  const found = await Promise.all(
    candidates.map(async ({ file, from }): Promise<FoundMediamtx[]> => {
      const version = await versionOf(file);
      return version === null ? [] : [{ file, version, generation: generationOf(version), from }];
    }),
  );
  return found.flat();
}

const split = (list: string | undefined): string[] =>
  (list ?? '').split(delimiter).filter((one) => one !== '');

async function versionOf(file: string): Promise<string | null> {
  try {
    await access(file, constants.X_OK);
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 5000 });
    return /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** `available` and `online` came with 1.16. */
export function generationOf(version: string): Generation {
  return isAtLeast(version, 1, 16) ? 'new' : 'old';
}

/** Compares major and minor numbers. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
