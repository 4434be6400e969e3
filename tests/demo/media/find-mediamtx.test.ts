import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMediamtx, generationOf, isAtLeast } from '../../../src/demo/media/find-mediamtx.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'camproof-find-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A program that answers `--version`. */
async function program(path: string, says: string, mode = 0o755): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, mode);
  return file;
}

describe('findMediamtx', () => {
  it('takes $MEDIAMTX_BIN first, then PATH, then the cache with the newest first', async () => {
    const named = await program('named/mtx', 'v1.9.3');
    const onPath = await program('bin/mediamtx', 'v1.17.0');
    const older = await program('.cache/camproof/mediamtx/1.5.0/mediamtx', 'v1.5.0');
    const newer = await program('.cache/camproof/mediamtx/1.20.1/mediamtx', 'v1.20.1');
    const found = await findMediamtx({ HOME: root, MEDIAMTX_BIN: named, PATH: dirname(onPath) });
    expect(found).toEqual([
      { file: named, version: '1.9.3', generation: 'old', from: '$MEDIAMTX_BIN' },
      { file: onPath, version: '1.17.0', generation: 'new', from: 'PATH' },
      { file: newer, version: '1.20.1', generation: 'new', from: 'cache' },
      { file: older, version: '1.5.0', generation: 'old', from: 'cache' },
    ]);
  });

  it('takes several from $MEDIAMTX_BIN, and the cache of XDG_CACHE_HOME', async () => {
    const one = await program('one', 'v1.5.0');
    const two = await program('two', 'v1.16.0');
    const cached = await program('xdg/camproof/mediamtx/1.20.1/mediamtx', 'v1.20.1');
    const found = await findMediamtx({
      HOME: '/none',
      MEDIAMTX_BIN: `${one}:${two}`,
      XDG_CACHE_HOME: join(root, 'xdg'),
    });
    expect(found.map(({ file }) => file)).toEqual([one, two, cached]);
  });

  it('leaves out what is not there, may not be run, or tells no version', async () => {
    const files = [
      await program('plain', 'v1.5.0', 0o644),
      await program('other', 'usage: something else'),
      await program('fails', "' >&2; exit 1; '"),
      root,
      join(root, 'none'),
    ];
    expect(await findMediamtx({ HOME: root, MEDIAMTX_BIN: files.join(':') })).toEqual([]);
  });
});

it.each([
  ['1.5.0', 'old'],
  ['1.15.6', 'old'],
  ['1.16.0', 'new'],
  ['2.0.0', 'new'],
] as const)('MediaMTX %s is of the %s generation', (version, generation) => {
  expect(generationOf(version)).toBe(generation);
});

it('compares versions by number', () => {
  expect(isAtLeast('1.10.0', 1, 6)).toBe(true);
  expect(isAtLeast('1.5.9', 1, 6)).toBe(false);
});
