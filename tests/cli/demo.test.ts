import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { finish, firstLine, run, start } from '../support/cli.ts';

/** Processes that carry this mark in their environment: everything that one camproof started. */
function marked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark) &&
          !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The kernel and the children need a moment; how long is measured, not guessed. */
async function gone(mark: string): Promise<boolean> {
  for (const end = performance.now() + 5_000; performance.now() < end; await sleep(50))
    if (marked(mark).length === 0) return true;
  return false;
}

const mark = () => `CAMPROOF_TEST_MARK=${crypto.randomUUID()}`;
const env = (text: string) => ({ CAMPROOF_TEST_MARK: text.split('=')[1] ?? '' });

describe('camproof demo', () => {
  it('--check proves its cameras and leaves nothing', async () => {
    const own = mark();
    const done = await run(['demo', '--check', '--cameras', '3', '--format', 'json'], { env: env(own) });
    expect(done.code, done.stderr).toBe(0);
    const report = JSON.parse(done.stdout);
    expect(report.headline).toBe('3 of 3 cameras in order, 8 of 8 links proved');
    expect(report.box.simulated).toBe(true);
    expect(done.stderr).toMatch(/stand-in|MediaMTX/);
    expect(await gone(own)).toBe(true);
  }, 60_000);

  it('--snapshots keeps a picture of each camera and shows it in the HTML report', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'camproof-snapshots-'));
    try {
      const html = join(folder, 'report.html');
      const keep = ['--snapshots', join(folder, 'pictures'), '--look', '2', '--report', `html=${html}`];
      const only = ['--only', 'decode,decode-pictures', '--format', 'json', '--verbose'];
      const done = await run(['demo', '--check', '--cameras', '2', ...keep, ...only]);
      expect(done.code, done.stderr).toBe(0);
      expect(readdirSync(join(folder, 'pictures')).toSorted()).toEqual(['cam1.jpg', 'cam2.jpg']);
      for (const name of ['cam1.jpg', 'cam2.jpg']) {
        const picture = readFileSync(join(folder, 'pictures', name));
        expect(readFileSync(html, 'utf8')).toContain(`data:image/jpeg;base64,${picture.toString('base64')}`);
      }
      // A look of two seconds sees the key frames at its begin, in its middle and at its end.
      expect(done.stdout).toContain('none of 3 key frames is an exact copy of another');
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it('--break ends with exit code 1 and names the cause', async () => {
    const done = await run(['demo', '--check', '--cameras', '2', '--break', 'publisher-killed']);
    expect(done.code, done.stderr).toBe(1);
    expect(done.stdout).toContain('no process holds the device');
  }, 60_000);

  it('--list-faults gives one fault a line, id first, and as JSON what is expected', async () => {
    const text = (await run(['demo', '--list-faults'])).stdout.trimEnd().split('\n');
    const rows = JSON.parse((await run(['demo', '--list-faults', '--format', 'json'])).stdout);
    expect(rows.map(({ id }: { id: string }) => id)).toEqual(text.map((line) => line.split(' ')[0]));
    for (const row of rows) expect(Object.keys(row)).toEqual(['id', 'link', 'describes', 'expect']);
  });

  it('--serve gives a configuration that check, smoke and config work with, and never simulates through it', async () => {
    const own = mark();
    const child = start(['demo', '--serve', '--cameras', '2', '--format', 'json'], { env: env(own) });
    const ended = finish(child);
    try {
      const { config, ready } = JSON.parse(await firstLine(child));
      expect(ready).toBe(true);
      const check = await run(['check', '--config', config, '--format', 'json']);
      const report = JSON.parse(check.stdout);
      expect(check.code, check.stdout).toBe(0);
      expect(report.box.simulated).toBe(false);
      expect(report.cameras.map(({ links }: { links: Record<string, string> }) => links['device'])).toEqual([
        'off',
        'off',
      ]);
      expect(report.cameras.every(({ proved }: { proved: boolean }) => proved)).toBe(true);

      const smoke = await run(['smoke', '--config', config, '--exercise', '--format', 'json']);
      expect(JSON.parse(smoke.stdout)).toMatchObject({ total: 3, passed: 3, failed: 0, successRate: 1 });
      const again = await run(['smoke', '--config', config, '--format', 'json']);
      expect(JSON.stringify(JSON.parse(again.stdout))).not.toContain('selftest');
    } finally {
      child.kill('SIGINT');
    }
    expect((await ended).code).toBe(130);
    expect(await gone(own)).toBe(true);
  }, 90_000);

  it('--running breaks and mends the demo that runs in another terminal, and says so where none does', async () => {
    const temporary = await mkdtemp('/tmp/camproof-running-');
    const own = mark();
    const terminal = { env: { ...env(own), TMPDIR: temporary } };
    const change = (...args: string[]) => run(['demo', '--running', ...args], terminal);
    expect(await change('--break', 'wrong-ping')).toMatchObject({ code: 64 });
    const child = start(['demo', '--serve', '--cameras', '1', '--format', 'json'], terminal);
    const ended = finish(child);
    try {
      const { config } = JSON.parse(await firstLine(child));
      const passed = async () =>
        JSON.parse((await run(['smoke', '--config', config, '--format', 'json'])).stdout).passed;
      expect(await change('--break', 'wrong-ping')).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('broken: wrong-ping'),
      });
      expect(await passed()).toBe(2);
      expect(await change('--mend', 'wrong-ping')).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('mended: wrong-ping'),
      });
      expect(await passed()).toBe(3);
      expect(await change('--break', 'nothing')).toMatchObject({
        code: 64,
        stderr: expect.stringContaining('no fault is called nothing'),
      });
      expect(await change()).toMatchObject({ code: 64 });
    } finally {
      child.kill('SIGINT');
    }
    expect((await ended).code).toBe(130);
    expect(await gone(own)).toBe(true);
    expect(readdirSync(temporary).filter((name) => name.startsWith('camproof'))).toEqual([]);
    await rm(temporary, { recursive: true });
  }, 60_000);

  it.each([50, 400, 900, 1600, 2400])(
    'leaves nothing when it is interrupted after %i ms',
    async (ms) => {
      const own = mark();
      const child = start(['demo', '--check', '--cameras', '2'], { env: env(own) });
      const ended = finish(child);
      // The moment is the subject of the test: whatever it is doing then.
      await sleep(ms);
      child.kill('SIGINT');
      const { code, signal } = await ended;
      // Before Node has installed a handler, the signal itself ends it.
      expect(signal === 'SIGINT' || [0, 130].includes(code ?? -1)).toBe(true);
      expect(await gone(own)).toBe(true);
    },
    60_000,
  );

  it('leaves no process when it crashes', async () => {
    const own = mark();
    const child = start(['demo', '--serve', '--cameras', '2', '--format', 'json'], { env: env(own) });
    const ended = finish(child);
    await firstLine(child);
    expect(marked(own).length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await ended;
    expect(await gone(own)).toBe(true);
  }, 60_000);
});

it('ffmpeg, which all of this needs, is here', () => {
  expect(execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' })).toContain('ffmpeg version');
});
