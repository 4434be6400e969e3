import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findMediamtx } from '../../../src/demo/media/find-mediamtx.ts';
import { startMediaServer } from '../../../src/demo/media/start-media-server.ts';
import { mediamtxFlow } from '../../../src/probes/mediamtx/flow.ts';
import { mediamtxPaths, mediamtxSessions } from '../../../src/probes/mediamtx/lists.ts';
import { Publisher, until } from '../../contract/publisher.ts';
import { configFor, observe, valueIn } from '../../probes/mediamtx/observe.ts';

const found = await findMediamtx(process.env);
const rows = [
  ['stand-in', 'old'],
  ['stand-in', 'new'],
  ...found.map(({ generation }) => ['mediamtx', generation] as const),
] as const;

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

const gone = (pid: number, withinMs: number) =>
  until(`pid ${pid} gone`, async () => (isAlive(pid) ? undefined : true), withinMs);

describe.each(rows)('a media server (%s, %s)', (server, generation) => {
  it('ends with the process that started it, and so do its hooks', async () => {
    // The starter is killed and leaves its folder, here.
    const root = await mkdtemp(join(tmpdir(), 'camproof-starter-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const starter = spawn(process.execPath, [join(import.meta.dirname, 'starter.ts'), server, generation], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: root },
    });
    const [line] = await once(starter.stdout, 'data');
    const pids: { server: number; hook: number } = JSON.parse(String(line));
    expect(isAlive(pids.server)).toBe(true);
    expect(isAlive(pids.hook)).toBe(true);
    starter.kill('SIGKILL');
    await gone(pids.server, 5000);
    await gone(pids.hook, 5000);
  });

  it('leaves no process and no file when it is stopped, even while it is frozen', async () => {
    const media = await startMediaServer({ server, generation, paths: [{ name: 'cam' }] });
    const pid = media.pid ?? 0;
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8').trim()).toMatch(/^mediamtx/);
    process.kill(pid, 'SIGSTOP');
    await media.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(dirname(media.configFile))).toBe(false);
    await media.stop();
  });
});

describe('startMediaServer', () => {
  const without = { PATH: process.env['PATH'], HOME: '/none' };

  it('takes the stand-in where no MediaMTX is found, and says so', async () => {
    const env = { HOME: '/none', PATH: dirname(process.execPath) };
    await using media = await startMediaServer({ generation: 'old', paths: [], env });
    expect(media).toMatchObject({ kind: 'stand-in', version: '1.5.0' });
    expect(media.log.join('\n')).toContain('MediaMTX v1.5.0 (stand-in)');
  });

  it('fails where MediaMTX itself is asked for and not found', async () => {
    await expect(
      startMediaServer({ server: 'mediamtx', generation: 'new', paths: [], env: without }),
    ).rejects.toThrow(/no MediaMTX/);
  });

  it('fails with the last words of a server that does not start', async () => {
    const file = '/bin/false';
    const program = { file, version: '1.20.1', generation: 'new', from: 'PATH' } as const;
    await expect(startMediaServer({ server: program, generation: 'new', paths: [] })).rejects.toThrow(
      /the media server ended/,
    );
  });

  it('takes the stand-in for what the real server cannot do', async () => {
    await using media = await startMediaServer({
      generation: 'new',
      paths: [{ name: 'cam' }],
      driftedCounters: true,
    });
    expect(media.kind).toBe('stand-in');
    await using publisher = new Publisher(`${media.rtspUrl}/cam`, 'tcp');
    const config = configFor({ url: media.apiUrl });
    await until(
      'ready',
      async () => (valueIn(await observe(mediamtxPaths, config))[0]?.ready ? true : undefined),
      10_000,
    );
    const flow = valueIn(await observe(mediamtxFlow, config));
    expect(flow.paths['cam']?.grew).toBe(false);
    expect(flow.paths['cam']?.packetsReceived).toBeGreaterThan(10);
    const [session] = valueIn(await observe(mediamtxSessions, config));
    expect(session?.bytesReceived).toBeGreaterThan(10_000);
    expect(publisher.process.exitCode).toBeNull();
  });
});
