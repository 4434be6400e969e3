import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { realDevices } from '../../src/probes/device-host.ts';
import { LoopWatch } from '../../src/probes/loop-watch.ts';
import { type Probe, ProbeFault } from '../../src/probes/probe.ts';
import { faultOf, runProbe } from '../../src/probes/run.ts';

const context = { config: {} as never, devices: realDevices, known: {}, wake: false };
const probe = (observe: Probe<'clock'>['observe']): Probe<'clock'> => ({
  kind: 'clock',
  title: 'test',
  deadlineMs: 100,
  maxAgeMs: 1000,
  active: false,
  source: () => 'read http://user:secret@host/x',
  observe,
});
const never = new AbortController().signal;

async function run(observe: Probe<'clock'>['observe'], outer: AbortSignal = never) {
  const loop = new LoopWatch();
  try {
    return await runProbe(probe(observe), 'box', context, outer, loop);
  } finally {
    loop.stop();
  }
}

describe('runProbe', () => {
  it('gives the value with source, time and age, without credentials in the source', async () => {
    const reading = await run(async () => ({ synchronized: true, source: 's', year: 2026 }));
    expect(reading).toMatchObject({
      ok: true,
      value: { year: 2026 },
      maxAgeMs: 1000,
      source: 'read http://host/x',
    });
    expect(Date.parse(reading.at)).toBeGreaterThan(0);
  });

  it('turns whatever is thrown into a fault', async () => {
    const reading = await run(() => Promise.reject(new ProbeFault('protocol', 'body', 'bad\u001b[31m red')));
    expect(reading).toMatchObject({
      ok: false,
      fault: { code: 'protocol', phase: 'body', message: 'bad red' },
    });
  });

  it('turns what is thrown at once, without a promise, into a fault too', async () => {
    const reading = await run(() => {
      throw new TypeError('x is not a function');
    });
    expect(reading).toMatchObject({ ok: false, fault: { code: 'internal' } });
  });

  it('ends a probe that honours its signal at the deadline, with the phase it was in', async () => {
    const reading = await run(async (_, { signal }) => {
      await sleep(60_000, undefined, { signal }).catch(() => {
        throw new ProbeFault('timeout', 'headers', 'late');
      });
      throw new Error('not reached');
    });
    expect(reading).toMatchObject({ ok: false, fault: { code: 'timeout', phase: 'headers' } });
    expect(reading.tookMs).toBeLessThan(300);
  });

  it('leaves a probe behind that does not stop', async () => {
    const reading = await run(() => new Promise<never>(() => {}));
    expect(reading).toMatchObject({ ok: false, fault: { code: 'timeout' } });
    expect(reading.tookMs).toBeLessThan(600);
  });

  it('is aborted, not timed out, when the whole sweep ends', async () => {
    const outer = new AbortController();
    const running = run(
      (_, { signal }) => sleep(60_000, undefined, { signal }) as Promise<never>,
      outer.signal,
    );
    outer.abort();
    expect(await running).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  });

  it('records how late our own event loop was', async () => {
    const reading = await run(async () => {
      await sleep(30);
      const until = performance.now() + 150;
      while (performance.now() < until);
      throw new ProbeFault('timeout', 'x', 'x');
    });
    expect(reading.loopDelayMs).toBeGreaterThan(80);
  });
});

describe('faultOf', () => {
  it.each([
    ['ENOENT', 'absent'],
    ['EACCES', 'denied'],
    ['EBUSY', 'busy'],
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EAI_AGAIN', 'unresolved'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
  ])('%s is %s', (errno, code) => {
    expect(faultOf(Object.assign(new Error('x'), { code: errno }), 'open')).toMatchObject({
      code,
      phase: 'open',
    });
  });

  it('looks into what is behind an error', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(faultOf(new TypeError('fetch failed', { cause }), 'connect').code).toBe('refused');
    expect(faultOf(new AggregateError([cause]), 'connect').code).toBe('refused');
    const nowhere = Object.assign(new Error('no route'), { code: 'ENETUNREACH' });
    expect(faultOf(new AggregateError([nowhere, cause]), 'connect').code).toBe('refused');
    expect(faultOf(new AggregateError([nowhere]), 'connect').code).toBe('unreachable');
  });
});
