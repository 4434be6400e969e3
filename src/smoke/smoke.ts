import { LoopWatch } from '../probes/loop-watch.ts';
import { health as healthTest } from './health.ts';
import { looker, type SmokeOptions } from './look.ts';
import { mediamtx } from './mediamtx.ts';
import { absent, type Outcome, type SmokeStatus, type SmokeStep } from './steps.ts';
import { webSocket } from './web-socket.ts';

export interface SmokeTest {
  readonly name: string;
  readonly status: SmokeStatus;
  readonly tookMs: number;
  readonly steps: readonly SmokeStep[];
  /** What to do when it failed; null when it passed. */
  readonly advice: string | null;
}

export interface SmokeSummary {
  readonly schema: 1;
  readonly tests: readonly SmokeTest[];
  /** Without those that were skipped. */
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  /** 0 to 1. */
  readonly successRate: number;
  readonly tookMs: number;
}

/** The three smoke tests, side by side, with the probes that `check` uses. Rejects only when stopped. */
export async function runSmoke(options: SmokeOptions): Promise<SmokeSummary> {
  const start = performance.now();
  const loop = new LoopWatch();
  try {
    const look = looker(options, loop);
    const { service, health } = options.config;
    const tests = await Promise.all([
      timed('WebSocket', () => (service.enabled ? webSocket(look) : absent('service'))),
      timed('MediaMTX', () => mediamtx(look, options)),
      timed('Health', () => (health.enabled ? healthTest(look, options.config) : absent('health'))),
    ]);
    options.signal.throwIfAborted();
    const count = (wanted: SmokeStatus) => tests.filter(({ status }) => status === wanted).length;
    const total = tests.length - count('skip');
    const passed = count('pass');
    return {
      schema: 1,
      tests,
      total,
      passed,
      failed: count('fail'),
      unknown: count('unknown'),
      successRate: passed / total,
      tookMs: performance.now() - start,
    };
  } finally {
    loop.stop();
  }
}

async function timed(name: string, run: () => Outcome | Promise<Outcome>): Promise<SmokeTest> {
  const start = performance.now();
  const { steps, advice } = await run();
  const status = WORST.find((one) => steps.some((step) => step.status === one)) ?? 'skip';
  return {
    name,
    status,
    tookMs: performance.now() - start,
    steps,
    advice: status === 'fail' || status === 'unknown' ? advice : null,
  };
}

const WORST: readonly SmokeStatus[] = ['fail', 'unknown', 'pass'];
