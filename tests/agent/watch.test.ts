import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StateFolder } from '../../src/agent/state.ts';
import { type Change, type DemoBox, startDemoBox } from '../../src/index.ts';
import { isInstalled, judged } from '../reporters/outside-tool.ts';
import { finish, MAIN, run, start } from '../support/cli.ts';
import { chance, killAgent } from '../support/killed-agent.ts';

// The command as its users meet it, on a box whose cameras are network sources for it: their devices are made up.

let box: DemoBox;
const folder = mkdtempSync(join(tmpdir(), 'camproof-watch-'));
beforeAll(async () => {
  box = await startDemoBox({ cameras: 2, server: 'stand-in' });
});
afterAll(async () => {
  await box?.stop();
  rmSync(folder, { recursive: true });
});

const mayMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
if (!mayMount) process.stderr.write('SKIPPED: state folders on a full disk: nothing can be mounted here\n');

const PROOF = { bootId: 'b', at: '2026-11-23T10:00:00.000Z', verdict: 'pass', headline: '2 of 2' } as const;
const CHANGE: Change = {
  at: '2026-11-23T10:00:00.000Z',
  mono: 1,
  subject: 'cam1',
  checkId: 'capture',
  from: 'pass',
  to: 'fail',
  code: 'no-publisher',
  summary: 'no process holds the device',
  evidence: null,
  lastedMs: 1,
};

const watch = (...words: string[]) => start(['watch', '--config', box.configFile, ...words]);
const lines = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Resolves with what a child has written to one of its streams, once it matches. */
async function says(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<RegExpExecArray> {
  let text = '';
  for await (const chunk of stream ?? []) {
    text += String(chunk);
    const found = pattern.exec(text);
    if (found) return found;
  }
  throw new Error(`it ended without ${pattern}: ${text}`);
}

describe('camproof watch', () => {
  it('ends after its time with how every camera held out, and keeps it', async () => {
    const state = join(folder, 'held');
    const { code, stdout, stderr } = await run([
      ...['watch', '--config', box.configFile, '--for', '7s', '--heartbeat', '2s'],
      ...['--format', 'jsonl', '--state', state, '--report', `html=${join(folder, 'soak.html')}`],
    ]);
    expect(stderr).toBe('');
    const page = readFileSync(join(folder, 'soak.html'), 'utf8');
    expect(page).toMatch(/<h2>Watched for [78](?:\.\d)? s<\/h2>/);
    expect(page).toContain('cam2: 0 dropouts');
    expect(page).not.toContain('Moment only');
    const all = lines(stdout);
    const soak = all.at(-1);
    expect(soak).toMatchObject({ event: 'soak', headline: '2 of 2 cameras held out, 0 dropouts' });
    expect(soak.cameras[0]).toMatchObject({ camera: 'cam1', dropoutCount: 0, publisherRestarts: 0 });
    expect(soak.lastedMs).toBeGreaterThanOrEqual(6_900);
    expect(code).toBe({ pass: 0, warn: 0, unknown: 2, fail: 1 }[soak.verdict as string]);
    expect(all.filter(({ event }) => event === 'heartbeat')).toHaveLength(3);
    expect(all.filter(({ event }) => event === 'change')).toEqual([]);
    expect(readdirSync(state)).toContain('beats.jsonl');
  });

  it('tells of a publisher that dies while it runs, serves its figures, and ends with a signal', async () => {
    const child = watch('--format', 'jsonl', '--metrics', '127.0.0.1:0', '--state', join(folder, 'died'));
    const ended = finish(child);
    const [, url = ''] = await says(child.stderr, /metrics at (\S+)/);
    const scrape = async () => (await fetch(url)).text();
    await expect.poll(scrape, { timeout: 10_000 }).toMatch(/camproof_camera_proved\{camera="cam1"\} 1/);
    await box.publishers[0]?.stop();
    await expect
      .poll(scrape, { timeout: 10_000 })
      .toMatch(/camproof_camera_dropouts_total\{camera="cam1"\} 1/);
    const text = await scrape();
    expect(text).toMatch(/camproof_link_status\{camera="cam1",link="publish",status="fail"\} 1/);
    if (isInstalled('promtool', 'prometheus')) {
      const { code, stdout, stderr } = judged('promtool', ['check', 'metrics'], text);
      expect([code, stdout + stderr]).toEqual([0, '']);
    }
    expect((await fetch(new URL('/', url))).status).toBe(404);
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(143);
    const all = lines(stdout);
    const [first] = all.filter(({ event, to }) => event === 'change' && to === 'fail');
    expect(first).toMatchObject({ subject: 'cam1', checkId: 'publish', from: 'pass' });
    expect(all.at(-1)).toMatchObject({ event: 'soak', verdict: 'fail' });
    const kept = lines(readFileSync(join(folder, 'died', 'changes.jsonl'), 'utf8'));
    expect(kept).toContainEqual(expect.objectContaining({ subject: 'cam1', checkId: 'publish' }));
    await box.republish(0);
    await box.until(() => box.flows(0), 'the stream flows again');
  }, 30_000);

  it('says what it could not write, and goes on', async () => {
    const { code, stdout, stderr } = await run([
      ...['watch', '--config', box.configFile, '--for', '3s', '--state', '/proc/camproof'],
    ]);
    expect(stderr).toMatch(/^camproof watch: state folder \/proc\/camproof: ENOENT.*; the watch goes on/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([0, 2]).toContain(code);
    expect(stdout).toMatch(/2 of 2 cameras held out, 0 dropouts/);
  });

  // Each in a mount of its own, which ends with it; what was there before is copied out afterwards.
  it.skipIf(!mayMount).each([
    ['full', 'head -c 1M /dev/zero >"$1/fill" 2>/dev/null', 'the disk is full (df -h '],
    ['read-only', 'mount -o remount,ro "$1"', 'the file system is read-only (findmnt -T '],
  ])(
    'goes on beside a state folder that is %s, says so, and what was kept stays readable',
    async (name, harm, words) => {
      const [state, kept] = [join(folder, `${name}-state`), join(folder, `${name}-kept`)];
      await new StateFolder(kept).changed([CHANGE]);
      await new StateFolder(kept).proved(PROOF);
      mkdirSync(state);
      const script = `mount -t tmpfs -o size=64k none "$1" && cp "$2"/* "$1" && { ${harm}; true; } || exit 99
        shift 2; "$@"; code=$?; rm "$KEPT"/*; cp "$STATE"/*.json* "$KEPT"; exit $code`;
      const args = ['watch', '--config', box.configFile, '--for', '2s', '--state', state];
      const { code, stdout, stderr } = await run(args, {
        env: { STATE: state, KEPT: kept },
        within: ['unshare', '--mount', 'sh', '-c', script, 'sh', state, kept],
      });
      expect(stderr).toContain(`camproof watch: state folder ${state}: ${words}${state}`);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect([0, 2]).toContain(code);
      expect(stdout).toMatch(/2 of 2 cameras held out, 0 dropouts/);
      const after = new StateFolder(kept);
      expect(await after.proof()).toEqual(PROOF);
      expect(await after.changes()).toEqual([CHANGE]);
    },
  );

  it('can be killed at any moment: what it kept is readable, and nothing of it is left', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
    const random = chance(seed);
    // Side by side, each in a folder of its own.
    const wrong = await Promise.all(
      [0, 1, 2].map((lane) =>
        killAgent({
          main: MAIN,
          configFile: box.configFile,
          folder: join(folder, `killed-${lane}`),
          lives: Array.from({ length: 4 }, random),
        }),
      ),
    );
    expect(wrong.flat(), `SEED=${seed}`).toEqual([]);
  }, 60_000);

  it('refuses an address that is taken, and times that are none', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const taken = await run(['watch', '--config', box.configFile, '--metrics', `127.0.0.1:${port}`]);
    server.close();
    expect(taken).toMatchObject({ code: 64, stderr: expect.stringContaining('EADDRINUSE') });
    expect((await run(['watch', '--for', 'soon'])).code).toBe(64);
    expect((await run(['watch', '--report', 'tap=x'])).code).toBe(64);
  });
});

describe('camproof check --since-boot', () => {
  const ask = (state: string) => run(['check', '--since-boot', '--state', state, '--format', 'json']);

  it('tells a proof of this boot from one of an earlier boot, and from none', async () => {
    const none = await ask(join(folder, 'none'));
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([2, { provedSinceBoot: false, proof: null }]);
    const { bootId } = JSON.parse(none.stdout);
    const proof = {
      bootId,
      at: '2026-11-23T10:00:00.000Z',
      verdict: 'pass',
      headline: '2 of 2 cameras',
    } as const;
    const state = new StateFolder(join(folder, 'boot'));
    await state.proved(proof);
    expect(await ask(join(folder, 'boot'))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"provedSinceBoot": true'),
    });
    await state.proved({ ...proof, bootId: 'another' });
    const { code, stdout } = await run(['check', '--since-boot', '--state', join(folder, 'boot')]);
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^not proved since this boot; last proved before it, at 2026-11-23.*2 of 2 cameras$/m,
    );
  });
});
