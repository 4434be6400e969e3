import type { HealthAnswer, HealthBurst } from '../../model/index.ts';
import { http, json } from '../http.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { faultOf } from '../run.ts';
import { clean, maskUrls } from '../text.ts';
import { readBody } from './answer.ts';

const urlOf = (endpoint: string, { config }: Pick<ProbeContext, 'config'>): string =>
  new URL(endpoint, config.health.url).href;

/** One health endpoint. Subject: its path. A 404 is the fault `not-found`; 503 with a body is an answer. */
export const health: Probe<'health'> = {
  kind: 'health',
  title: 'asking the health endpoints',
  deadlineMs: 5_000,
  maxAgeMs: 60_000,
  active: false,
  source: (endpoint, context) => `GET ${maskUrls(urlOf(endpoint, context))}`,
  observe: (endpoint, context) => ask(urlOf(endpoint, context), context),
};

async function ask(
  url: string,
  { config, signal }: Pick<ProbeContext, 'config' | 'signal'>,
): Promise<HealthAnswer> {
  const { ca } = config.health;
  const answer = await http(url, {
    signal,
    ca,
    headers: { accept: 'application/json' },
    maxBytes: 1024 * 1024,
  });
  const { status } = answer;
  if (status === 404) throw new ProbeFault('not-found', 'GET', 'HTTP 404');
  if (status === 401 || status === 403) throw new ProbeFault('unauthorized', 'GET', `HTTP ${status}`);
  if (status === 429) throw new ProbeFault('limited', 'GET', 'HTTP 429');
  if (status >= 300 && status < 400)
    throw new ProbeFault(
      'unsupported',
      'GET',
      `HTTP ${status}: a redirect to ${answer.headers['location'] ?? 'nowhere'}`,
    );
  // Pages for people are what many servers answer where they have nothing.
  if (/^text\/html/i.test(answer.headers['content-type'] ?? ''))
    throw new ProbeFault('unsupported', 'GET', `HTTP ${status}: a web page`);
  const read = readBody(json(answer));
  if (read.format === 'not-json' || read.format === 'other')
    throw new ProbeFault('protocol', 'body', 'the body has neither status nor ready nor alive');
  return {
    url: maskUrls(url),
    httpStatus: status,
    contentType: answer.headers['content-type'] ? clean(answer.headers['content-type'], 80) : null,
    latencyMs: answer.ms,
    ...read,
  };
}

/** As much as a modest monitoring system asks, and far below every known limit. */
const REQUESTS = 20;
const CONCURRENCY = 5;

/** A bounded concurrent burst against the endpoint that monitoring would ask: readiness, else the first that answers. */
export const healthBurst: Probe<'health.burst'> = {
  kind: 'health.burst',
  title: 'loading the health endpoint a little',
  deadlineMs: 10_000,
  maxAgeMs: 600_000,
  active: false,
  source: (_subject, context) =>
    `GET ${maskUrls(urlOf(readiness(context), context))}, ${REQUESTS} times, ${CONCURRENCY} at a time`,
  async observe(_subject, context): Promise<HealthBurst> {
    const url = urlOf(readiness(context), context);
    const times: number[] = [];
    const failures: Record<string, number> = {};
    let left = REQUESTS;
    const worker = async () => {
      while (left-- > 0) {
        try {
          times.push((await ask(url, context)).latencyMs);
        } catch (error) {
          context.signal.throwIfAborted();
          const { code } = faultOf(error, 'GET');
          failures[code] = (failures[code] ?? 0) + 1;
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
    return {
      url: maskUrls(url),
      requests: REQUESTS,
      concurrency: CONCURRENCY,
      answered: sorted.length,
      failures,
      p50: at(0.5),
      // Below 20 samples a 95th percentile is a guess.
      p95: sorted.length >= 20 ? at(0.95) : null,
      max: sorted.at(-1) ?? null,
    };
  },
};

function readiness({ known }: Pick<ProbeContext, 'known'>): string {
  const answered = Object.entries(known.health ?? {}).filter(([, made]) => made.ok);
  const ready = answered.find(([endpoint]) => endpoint.endsWith('/ready'));
  return (ready ?? answered[0])?.[0] ?? '/health/ready';
}
