import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent/agent.ts';
import { agentHistory } from '../../src/agent/history.ts';
import { Pulse } from '../../src/agent/pulse.ts';
import { Series } from '../../src/agent/series.ts';
import { StateFolder } from '../../src/agent/state.ts';
import { troubleText } from '../../src/agent/text.ts';
import type { Change, PathState } from '../../src/index.ts';
import { spanWords } from '../../src/reporters/words.ts';
import { keepDays, MinuteMonitor } from '../support/kept-days.ts';
import { healthy } from '../support/reports.ts';
import { healthyBox } from '../support/sweeps.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-state-'));
afterAll(() => rmSync(folder, { recursive: true }));
let used = 0;
const fresh = () => join(folder, String(used++));

const change = (mono: number, summary = 'no process holds the device'): Change => ({
  at: '2026-11-23T10:00:00.000Z',
  mono,
  subject: 'cam1',
  checkId: 'capture',
  from: 'pass',
  to: 'fail',
  code: 'no-publisher',
  summary,
  evidence: null,
  lastedMs: 1,
});
const beat = { at: '2026-11-23T10:00:00.000Z', verdict: 'pass', headline: '1 of 1', cameras: {} };

describe('the state folder', () => {
  it('gives back what was kept, and the last proof', async () => {
    const state = new StateFolder(fresh());
    expect([await state.changes(), await state.beats(), await state.proof()]).toEqual([[], [], null]);
    await state.changed([change(1), change(2)]);
    await state.changed([change(3)]);
    await state.beat(beat);
    const proof = { bootId: 'b', at: 'now', verdict: 'pass', headline: '1 of 1' } as const;
    await state.proved({ ...proof, bootId: 'a' });
    await state.proved(proof);
    expect((await state.changes()).map(({ mono }) => mono)).toEqual([1, 2, 3]);
    expect(await state.beats()).toEqual([beat]);
    expect(await state.proof()).toEqual(proof);
  });

  it('is read as a history that says how fresh it is', async () => {
    const path = fresh();
    expect(await agentHistory(path)).toBeNull();
    const state = new StateFolder(path);
    const dropout = {
      camera: 'cam1',
      at: beat.at,
      lengthMs: 0,
      ended: false,
      link: 'capture',
      code: 'no-publisher',
      summary: '',
    } as const;
    await state.beat(beat);
    await state.dropped([dropout]);
    await state.dropped([{ ...dropout, lengthMs: 4_000, ended: true }]);
    await state.dropped([{ ...dropout, camera: 'cam2' }]);
    const now = Date.parse(beat.at) + 90_000;
    expect(await agentHistory(path, { now, bootId: 'a', seconds: 7 })).toEqual({
      folder: path,
      lastAt: beat.at,
      ageMs: 90_000,
      beats: [beat],
      dropouts: [
        { ...dropout, lengthMs: 4_000, ended: true },
        { ...dropout, camera: 'cam2' },
      ],
      changes: [],
      proof: null,
    });
  });

  it('is as old as it is, whatever somebody did to the clock', async () => {
    const path = fresh();
    await new StateFolder(path).beat({ ...beat, boot: { id: 'a', seconds: 100 } });
    const hour = 3_600_000;
    const age = async (bootId: string, seconds: number, ahead: number) =>
      (await agentHistory(path, { now: Date.parse(beat.at) + ahead, bootId, seconds }))?.ageMs;
    for (const ahead of [-5 * hour, 0, 5 * hour]) expect(await age('a', 130, ahead)).toBe(30_000);
    // Another start of the machine: by the clock, and since that start at least.
    expect([await age('b', 60, -hour), await age('b', 60, 2 * hour)]).toEqual([60_000, 2 * hour]);
  });

  it('loses a line that was cut off, and no other', async () => {
    const path = fresh();
    const state = new StateFolder(path);
    await state.changed([change(1)]);
    appendFileSync(join(path, 'changes.jsonl'), '{"at":"2026-11-23T10:0');
    await state.changed([change(2)]);
    expect((await state.changes()).map(({ mono }) => mono)).toEqual([1, 2]);
    writeFileSync(join(path, 'proof.json'), '{"boot');
    expect(await state.proof()).toBeNull();
  });

  it('stays small over any time, with every file in it, and keeps the newest', async () => {
    // In memory where there is such a place: an agent waits for the disk at each line.
    const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'camproof-days-'));
    try {
      const options = { days: 2, cameras: 64, dropoutEvery: 2, summary: 'x'.repeat(1_600) };
      const { peakBytes, turns } = await keepDays(path, options);
      expect(peakBytes).toBeLessThan(20 * 1024 * 1024);
      // Each has begun anew twice at least: a year would only do so more often.
      for (const name of ['beats', 'changes', 'dropouts'])
        expect(turns[`${name}.jsonl`], name).toBeGreaterThanOrEqual(2);
      const state = new StateFolder(path);
      expect((await state.beats()).at(-1)?.at).toBe('2026-01-02T23:59:00.000Z');
      expect((await state.changes()).at(-1)).toMatchObject({ at: '2026-01-02T23:59:00.000Z', from: 'fail' });
      expect((await state.dropouts()).at(-1)).toMatchObject({ ended: true });
      expect(await state.proof()).toMatchObject({ bootId: 'start-0' });
    } finally {
      rmSync(path, { recursive: true });
    }
  });

  it('that cannot be written is told once, and once that it can be again; the proof is made up for', async () => {
    const place = fresh();
    const state = new StateFolder(join(place, 'state'));
    const monitor = new MinuteMonitor();
    const told: string[] = [];
    const agent = new Agent({
      monitor,
      state,
      events: {
        changed: () => {},
        round: () => {},
        trouble: (error) => told.push(troubleText(error, '/state')),
      },
    });
    for (const minute of [0, 1, 2, 3]) {
      if (minute === 2) mkdirSync(place);
      monitor.look(healthy(1), { ...healthyBox(1), readings: {}, mono: minute * 60_000 });
      await agent.written;
    }
    expect(told).toEqual([
      expect.stringMatching(
        /^state folder \/state: ENOENT.*; the watch goes on, what happens now is not kept$/,
      ),
      'state folder /state: it can be written again, what happens is kept',
    ]);
    expect(await state.beats()).toHaveLength(2);
    expect(await state.proof()).toMatchObject({ verdict: 'pass', bootId: 'b001' });
  });

  it.each([
    ['ENOSPC', 'the disk is full (df -h /state)'],
    ['EDQUOT', 'the quota of its user is used up (df -h /state)'],
    ['EROFS', 'the file system is read-only (findmnt -T /state; dmesg tells why)'],
    ['EACCES', 'its user may not write there (ls -ld /state)'],
    ['EIO', 'i/o error'],
  ])('that refuses with %s is told as "%s"', (code, words) => {
    const error = Object.assign(new Error('i/o error'), { code });
    expect(troubleText(error, '/state')).toContain(`state folder /state: ${words}; the watch goes on`);
  });

  it('is readable after its writer was killed at any moment', async () => {
    const path = fresh();
    const state = fileURLToPath(new URL('../../src/agent/state.ts', import.meta.url));
    const script = `const { StateFolder } = await import(${JSON.stringify(state)});
      const state = new StateFolder(${JSON.stringify(path)});
      for (let mono = 0; ; mono++) {
        await state.changed([{ ...${JSON.stringify(change(0))}, mono }]);
        await state.proved({ bootId: String(mono), at: '', verdict: 'pass', headline: '' });
        if (mono === 0) console.log('writes');
      }`;
    for (let round = 0; round < 6; round++) {
      const writer = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(writer.stdout, 'data');
      await sleep(Math.random() * 20);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const kept = new StateFolder(path);
      expect(await kept.proof()).toMatchObject({ verdict: 'pass' });
      expect((await kept.changes()).every(({ subject }) => subject === 'cam1')).toBe(true);
    }
  });
});

describe('figures over time', () => {
  it('are the smallest and the median, in bounded memory', () => {
    const series = new Series();
    expect(series.summary).toBeNull();
    for (let value = 1; value <= 100_000; value++) series.add(value);
    expect(series.summary).toMatchObject({ min: 1, samples: 100_000 });
    expect(Math.abs((series.summary?.median ?? 0) - 50_000)).toBeLessThan(1_000);
  });

  const path = (bytesReceived: number, id = 'a'): PathState =>
    ({ name: 'cam1', bytesReceived, source: { type: 'rtspSession', id } }) as unknown as PathState;

  it('tell a pause from its last to its next sign of life', () => {
    const pulse = new Pulse();
    for (const [mono, bytes] of [
      [0, 0],
      [1_000, 100],
      [2_000, 200],
    ] as const)
      pulse.beat(path(bytes), mono);
    expect([pulse.stoppedAt(2_000), pulse.longestGapMs(2_000)]).toEqual([null, 1_000]);
    pulse.beat(path(200), 3_000);
    pulse.beat(undefined, 4_000);
    expect([pulse.stoppedAt(4_500), pulse.longestGapMs(4_500)]).toEqual([2_000, 2_500]);
    pulse.beat(path(50, 'b'), 6_000);
    expect([pulse.stoppedAt(6_000), pulse.resumedAfter(2_000), pulse.longestGapMs(6_000)]).toEqual([
      null,
      6_000,
      4_000,
    ]);
  });

  it('take no pause from a time in which nobody looked', () => {
    const pulse = new Pulse();
    pulse.beat(path(1), 0);
    pulse.beat(path(2), 1_000);
    pulse.slept(1_500, 61_500);
    expect(pulse.stoppedAt(61_500)).toBeNull();
    pulse.beat(path(3), 61_500);
    expect(pulse.longestGapMs(61_500)).toBe(1_000);
    // One that was there before goes on.
    pulse.beat(path(3), 62_500);
    pulse.beat(path(3), 64_500);
    pulse.slept(65_000, 75_000);
    expect([pulse.stoppedAt(75_000), pulse.longestGapMs(75_000)]).toEqual([61_500, 13_500]);
  });

  it('tell bits per second over five seconds, and none across sessions', () => {
    const pulse = new Pulse();
    for (let second = 0; second <= 10; second++) pulse.beat(path(second * 1_000), second * 1_000);
    expect(pulse.bitrate.summary).toEqual({ min: 8_000, median: 8_000, samples: 2 });
    expect(pulse.rate).toBe(8_000);
    pulse.beat(path(0, 'b'), 11_000);
    expect([pulse.bitrate.summary?.samples, pulse.rate]).toEqual([2, null]);
  });

  it.each([
    [1_234, '1.2 s'],
    [59_600, '60 s'],
    [250_000, '4 min 10 s'],
    [11_100_000, '3 h 5 min'],
  ])('%i ms is %s', (ms, text) => expect(spanWords(ms)).toBe(text));
});
