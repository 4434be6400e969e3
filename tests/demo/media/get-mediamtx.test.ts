import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMediamtx } from '../../../src/demo/media/find-mediamtx.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/get-mediamtx');
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'amd64';

let root: string;
beforeEach(async () => {
  // A folder with a space: the script must quote.
  root = await mkdtemp(join(tmpdir(), 'camproof get-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nameOf = (version: string) => `mediamtx_${version}_linux_${ARCHITECTURE}.tar.gz`;

type Files = ReadonlyMap<string, string | Buffer>;

/** A release as it is published: an archive with a program, and the list of checksums. */
async function release(version: string, change: { says?: string; checksum?: string } = {}): Promise<Files> {
  await writeFile(join(root, 'mediamtx'), `#!/bin/sh\necho ${change.says ?? version}\n`, { mode: 0o755 });
  await writeFile(join(root, 'LICENSE'), 'MIT');
  execFileSync('tar', ['-czf', 'release.tar.gz', 'mediamtx', 'LICENSE'], { cwd: root });
  const archive = await readFile(join(root, 'release.tar.gz'));
  const sum = change.checksum ?? createHash('sha256').update(archive).digest('hex');
  const others = `${'0'.repeat(64)} *mediamtx_${version}_windows_amd64.zip\n`;
  return new Map<string, string | Buffer>([
    [`/${version}/checksums.sha256`, `${others}${sum} *${nameOf(version)}\n`],
    [`/${version}/${nameOf(version)}`, archive],
  ]);
}

async function get(args: readonly string[], files: Files | null) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const file = files?.get(request.url ?? '');
    response.writeHead(file === undefined ? 404 : 200).end(file);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (files === null) server.close();
  const env = { PATH: process.env['PATH'], HOME: root, MEDIAMTX_RELEASES: `http://127.0.0.1:${port}` };
  const result = await new Promise<{ code: number; output: string }>((resolve) => {
    const child = execFile(SCRIPT, args, { env, timeout: 15_000 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
  server.close();
  return { ...result, asked };
}

const cache = () => join(root, '.cache/camproof/mediamtx');

describe('scripts/get-mediamtx', () => {
  it('puts the verified program where the demo finds it, once', async () => {
    const files = await release('v1.20.1');
    expect(await get([], files)).toMatchObject({
      code: 0,
      output: expect.stringContaining('1.20.1/mediamtx'),
    });
    expect(readdirSync(cache())).toEqual(['1.20.1']);
    expect(await findMediamtx({ HOME: root })).toMatchObject([
      { version: '1.20.1', generation: 'new', from: 'cache' },
    ]);
    const again = await get([], files);
    expect(again).toMatchObject({ code: 0, asked: [] });
  });

  it('gets both generations', async () => {
    const files = new Map([...(await release('v1.20.1')), ...(await release('v1.14.0'))]);
    expect((await get(['all'], files)).code).toBe(0);
    expect((await findMediamtx({ HOME: root })).map(({ generation }) => generation)).toEqual(['new', 'old']);
  });

  it.each<[string, () => Promise<Files | null>, string]>([
    [
      'a wrong checksum',
      () => release('v1.20.1', { checksum: 'a'.repeat(64) }),
      'does not match its published checksum',
    ],
    ['another program', () => release('v1.20.1', { says: 'v1.0.0' }), 'does not hold MediaMTX v1.20.1'],
    [
      'no checksum for this machine',
      async () => new Map([['/v1.20.1/checksums.sha256', 'nothing\n']]),
      'publishes no checksum',
    ],
    ['no such release', async () => new Map(), 'could not be downloaded'],
    ['nobody there', async () => null, 'Is this machine offline?'],
  ])('fails with %s, and leaves nothing', async (_name, files, message) => {
    const result = await get([], await files());
    expect(result.code).toBe(1);
    expect(result.output).toContain(message);
    expect(existsSync(cache()) ? readdirSync(cache()) : []).toEqual([]);
  });

  it('says how it is used', async () => {
    expect(await get(['--help'], null)).toMatchObject({ code: 0, output: expect.stringContaining('Usage:') });
    expect(await get(['newest'], null)).toMatchObject({
      code: 64,
      output: expect.stringContaining('Usage:'),
    });
  });
});
