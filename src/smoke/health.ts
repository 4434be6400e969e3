import type { Config } from '../config/config.ts';
import {
  BOX,
  type HealthAnswer,
  type HealthBurst,
  type Reading,
  type Readings,
  withReading,
} from '../model/index.ts';
import { KNOWN_HEALTH_ENDPOINTS } from '../plan/rows.ts';
import type { Look } from './look.ts';
import { type Outcome, type SmokeStep, step, talks, words } from './steps.ts';

/** Asks the endpoints, whether the box is ready, and a few times at once. */
export async function health(look: Look, config: Config): Promise<Outcome> {
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
