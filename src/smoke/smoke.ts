import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type {
  HealthAnswer,
  HealthBurst,
  PathState,
  Reading,
  ReadingKind,
  Readings,
  ReadingValues,
  RpcOutcome,
  ServiceState,
} from '../model/index.ts';
import { BOX, withReading } from '../model/index.ts';
import { KNOWN_HEALTH_ENDPOINTS } from '../plan/rows.ts';
import { realDevices } from '../probes/device-host.ts';
import { healthBurst, health as healthProbe } from '../probes/health/health.ts';
import { LoopWatch } from '../probes/loop-watch.ts';
import { addPath, removePath } from '../probes/mediamtx/exercise.ts';
import { mediamtxConfig, mediamtxPathConfigs, mediamtxPaths } from '../probes/mediamtx/lists.ts';
import type { Probe } from '../probes/probe.ts';
import { runProbe } from '../probes/run.ts';
import { service } from '../probes/service/service.ts';

/**
 * `unknown`: could not be told, as the server wants a user, limits us or shows a certificate that is not trusted;
 * `skip`: not asked for, or by the configuration there is no such server.
 */
export type SmokeStatus = 'pass' | 'fail' | 'unknown' | 'skip';

/** One step of a smoke test. */
export interface SmokeStep {
  readonly name: string;
  readonly status: SmokeStatus;
  /** What was seen, or why it failed, in words. */
  readonly detail: string;
}

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

export interface SmokeOptions {
  readonly config: Config;
  /** Also the write part: a path of our own is created, seen, removed and proved gone. */
  readonly exercise: boolean;
  readonly signal: AbortSignal;
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

/** What the tests are made of. The table of all probes would load every player of streams, which takes longer than the tests. */
const probes = {
  'mediamtx.config': mediamtxConfig,
  'mediamtx.pathConfigs': mediamtxPathConfigs,
  'mediamtx.paths': mediamtxPaths,
  service,
  health: healthProbe,
  'health.burst': healthBurst,
} as const satisfies Partial<{ readonly [K in ReadingKind]: Probe<K> }>;

type Look = <K extends keyof typeof probes>(
  kind: K,
  subject?: string,
  known?: Readings,
) => Promise<Reading<ReadingValues[K]>>;

function looker({ config, signal }: SmokeOptions, loop: LoopWatch): Look {
  return (kind, subject = BOX, known = {}) => {
    const probe = probes[kind] as Parameters<typeof runProbe>[0];
    const context = { config, devices: realDevices, known, wake: false };
    // One table, many kinds: TypeScript cannot follow the kind through it.
    return runProbe(probe, subject, context, signal, loop) as Promise<never>;
  };
}

interface Outcome {
  readonly steps: readonly SmokeStep[];
  readonly advice: string;
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

/** `holds` is null where it could not be told. */
const step = (name: string, holds: boolean | null, detail: string): SmokeStep => ({
  name,
  status: holds === null ? 'unknown' : holds ? 'pass' : 'fail',
  detail,
});

/** Did it answer? Null where it may be well, and does not talk to us. */
const talks = (made: Reading<unknown>): boolean | null =>
  !made.ok && ['unauthorized', 'untrusted', 'limited'].includes(made.fault.code) ? null : made.ok;
const skip = (name: string, detail: string): SmokeStep => ({ name, status: 'skip', detail });
const words = (made: Reading<unknown>): string =>
  made.ok ? '' : `${made.fault.code} at ${made.fault.phase}: ${made.fault.message}`;

/** A box without this server, by its configuration. */
const absent = (key: string): Outcome => ({
  steps: [skip('connect', `'${key}: off' in the configuration`)],
  advice: '',
});

async function webSocket(look: Look): Promise<Outcome> {
  const made = await look('service');
  const advice = 'start the camera service, or set service.url (CAMPROOF_SERVICE_URL) to where it listens';
  if (!made.ok) return { steps: [step('connect', talks(made), `${made.source}: ${words(made)}`)], advice };
  const { value } = made;
  const unknown = value.unknownMethod;
  // Whoever has no token, or has asked too much, is told nothing of whether the rest is right.
  const shut = value.limited !== null || ['required', 'rejected'].includes(value.authentication);
  const right = (holds: boolean, outcome: RpcOutcome<unknown>) =>
    !holds && shut && outcome.kind !== 'result' ? null : holds;
  return {
    steps: [
      step('connect', true, `${value.connectMs.toFixed(1)} ms`),
      step(
        'ping',
        right(value.ping.kind === 'result' && value.ping.value === 'pong', value.ping),
        told(value.ping),
      ),
      step(
        'unknown method',
        right(unknown.kind === 'error' && unknown.code === -32601, unknown),
        told(unknown),
      ),
      statistics(value),
      step(
        'close',
        value.closeCode !== null,
        value.closeCode === null ? 'the close handshake was not answered' : `code ${value.closeCode}`,
      ),
    ],
    advice:
      value.authentication === 'required' || value.authentication === 'rejected'
        ? 'give camproof a token: service.tokenFile'
        : 'camproof check says what is wrong with the service',
  };
}

function statistics({ server }: ServiceState): SmokeStep {
  if (server.kind !== 'result')
    return skip('server statistics', `the service does not tell (${told(server)})`);
  const { running, connected_clients: clients, max_connections: max } = server.value;
  return step(
    'server statistics',
    true,
    `running ${running ?? '?'}, ${clients ?? '?'} of ${max ?? '?'} clients`,
  );
}

function told(outcome: RpcOutcome<unknown>): string {
  if (outcome.kind === 'none') return `no answer: ${outcome.fault.message}`;
  return outcome.kind === 'error'
    ? `error ${outcome.code} ${outcome.message}`
    : JSON.stringify(outcome.value).slice(0, 60);
}

async function mediamtx(look: Look, options: SmokeOptions): Promise<Outcome> {
  const [config, paths] = await Promise.all([look('mediamtx.config'), look('mediamtx.paths')]);
  const advice =
    "start MediaMTX with 'api: yes', or set mediamtx.url (CAMPROOF_MEDIAMTX_URL) to where its API listens";
  const steps = [
    step(
      'global configuration',
      talks(config),
      config.ok
        ? `RTSP ${config.value.rtsp ? config.value.rtspAddress : 'off'}, HLS ${config.value.hls ? config.value.hlsAddress : 'off'}, WebRTC ${config.value.webrtc ? config.value.webrtcAddress : 'off'}`
        : words(config),
    ),
    step('paths', talks(paths), paths.ok ? pathsInWords(paths.value) : words(paths)),
  ];
  if (config.ok && paths.ok) steps.push(...(await exercise(look, options)));
  return { steps, advice };
}

const pathsInWords = (paths: readonly PathState[]): string =>
  `${paths.length}, ${paths.filter(({ ready }) => ready).length} ready`;

/** Stream management: create, see, remove, prove gone. The path is removed even when we are stopped half-way. */
async function exercise(
  look: Look,
  { config, signal, exercise: wanted }: SmokeOptions,
): Promise<readonly SmokeStep[]> {
  if (!wanted) return [skip('stream management', 'writes to the server: only with --exercise')];
  const name = `camproof-selftest-${randomBytes(4).toString('hex')}`;
  const exists = async () => {
    const made = await look('mediamtx.pathConfigs');
    return made.ok ? made.value.some((path) => path.name === name) : null;
  };
  const steps: SmokeStep[] = [];
  try {
    await addPath(config.mediamtx, name, signal);
    steps.push(
      step('create a path', true, name),
      step('see it', (await exists()) === true, 'in the path configuration'),
    );
  } catch (error) {
    steps.push(step('create a path', false, error instanceof Error ? error.message : String(error)));
  } finally {
    // A signal of its own: what was made is removed although we were told to stop.
    const removed = await removePath(config.mediamtx, name, AbortSignal.timeout(5_000)).then(
      () => true,
      () => false,
    );
    steps.push(step('remove it', removed, removed ? '' : `${name} may still be there`));
  }
  steps.push(step('prove it gone', (await exists()) === false, 'no longer in the path configuration'));
  return steps;
}

async function healthTest(look: Look, config: Config): Promise<Outcome> {
  const endpoints = config.health.endpoints ?? KNOWN_HEALTH_ENDPOINTS;
  const made = await Promise.all(endpoints.map(async (path) => [path, await look('health', path)] as const));
  const advice = 'start the health server, or set health.url (CAMPROOF_HEALTH_URL) to where it listens';
  const known = made.reduce<Readings>(
    (readings, [path, one]) => withReading(readings, 'health', path, one),
    {},
  );
  const answers = made.flatMap(([path, one]) => (one.ok ? [[path, one.value] as const] : []));
  const ready = answers.find(([path]) => path.endsWith('/ready')) ?? answers[0];
  if (!ready) {
    const worst =
      made.map(([, one]) => one).find((one) => !one.ok && one.fault.code !== 'not-found') ?? made[0]?.[1];
    return {
      steps: [
        step(
          'readiness',
          worst ? talks(worst) : false,
          worst ? `${worst.source}: ${words(worst)}` : 'no endpoint',
        ),
      ],
      advice,
    };
  }
  const burst = await look('health.burst', BOX, known);
  return {
    steps: [
      readiness(ready),
      step('format', ready[1].says !== 'unclear', `${ready[1].format}: ${ready[1].word}`),
      load(burst, config),
    ],
    advice: 'look at what the endpoint complains about',
  };
}

function readiness([path, answer]: readonly [string, HealthAnswer]): SmokeStep {
  return step(
    'readiness',
    answer.says === 'ok' && answer.httpStatus < 400,
    `${path} HTTP ${answer.httpStatus} ${answer.word ?? ''} in ${answer.latencyMs.toFixed(1)} ms`,
  );
}

function load(made: Reading<HealthBurst>, { thresholds }: Config): SmokeStep {
  if (!made.ok) return step('under load', talks(made), words(made));
  const { requests, answered, p95, max } = made.value;
  const slowest = p95 ?? max ?? Number.POSITIVE_INFINITY;
  return step(
    'under load',
    answered === requests && slowest <= thresholds.healthLatencyMs,
    `${answered} of ${requests} answered, p95 ${slowest.toFixed(1)} ms`,
  );
}
