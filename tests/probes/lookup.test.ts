import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { http } from '../../src/probes/http.ts';
import { addressesOf } from '../../src/probes/lookup.ts';

const soon = () => AbortSignal.timeout(5_000);

/** Runs with another resolver than the system's. */
async function resolving<T>(script: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'camproof-getent-'));
  const path = process.env['PATH'];
  try {
    await writeFile(join(folder, 'getent'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'getent'), 0o755);
    process.env['PATH'] = `${folder}:${path}`;
    return await run(folder);
  } finally {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  }
}

it('a name leads where the system says', async () => {
  const server = createServer((_request, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await resolving('echo "127.0.0.1 STREAM $3"; echo "127.0.0.1 DGRAM"', () =>
    http(`http://box.example:${port}/`, { signal: soon() }),
  );
  expect(String(answer.body)).toBe('here');
  // It is not looked up again at once.
  const again = await resolving('exit 2', () => http(`http://box.example:${port}/`, { signal: soon() }));
  server.close();
  expect(String(again.body)).toBe('here');
});

it.each([
  ['nobody knows it', 'exit 2', 'nobody knows camera.example'],
  ['it says nothing of use', 'echo nonsense', 'nobody knows camera.example'],
  [
    'no name server answers',
    'echo $$ > "$(dirname "$0")/pid"; exec sleep 60',
    'no name server tells within 0.3 s',
  ],
])('is unresolved where %s, and leaves no child', async (_, script, words) => {
  await resolving(script, async (folder) => {
    await expect(addressesOf('camera.example', soon(), 300)).rejects.toMatchObject({
      code: 'unresolved',
      message: expect.stringContaining(words),
    });
    const pid = await readFile(join(folder, 'pid'), 'utf8').catch(() => null);
    if (pid !== null) await expect.poll(() => isAlive(Number(pid))).toBe(false);
  });
});

it('asks itself where the system has no tool for that', async () => {
  const path = process.env['PATH'];
  try {
    process.env['PATH'] = '/nowhere';
    const addresses = await addressesOf('localhost', soon());
    expect(addresses.map(({ address }) => address)).toContainEqual(expect.stringMatching(/^(?:127\.|::1$)/));
  } finally {
    process.env['PATH'] = path;
  }
});

it('ends with who asked', async () => {
  await resolving('exec sleep 60', async () => {
    const asked = http('http://camera.example:1/', { signal: AbortSignal.timeout(200) });
    await expect(asked).rejects.toMatchObject({ code: 'timeout' });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
