import { BOX } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';
import { healthServer, portOf } from '../mediamtx-facts.ts';

/** Does the readiness endpoint hold under a small concurrent load, and fast enough? */
export const healthLoad: Check = {
  id: 'health-load',
  title: 'health under load',
  link: null,
  weight: 'advisory',
  needs: ['health', 'health.burst'],
  judge: ({ sweep, earlier }) => {
    const make = about('health-load', BOX);
    if (!sweep.expectations.health.enabled)
      return [make.off('no health endpoint is configured', 'not-configured')];
    if (earlier.some(({ checkId, status }) => checkId === 'health-endpoints' && status === 'fail'))
      return [make.blocked('health-endpoints')];
    const sight = lookAt(sweep, 'health.burst', make, 'a small burst of requests');
    if (!sight.clear) return [sight.unknown];
    const { url, requests, answered, failures, p50, p95, max, concurrency } = sight.value;
    const failed = Object.entries(failures)
      .map(([code, count]) => `${count} × ${code}`)
      .join(', ');
    const figures = `p50 ${format(p50)}, p95 ${format(p95)}, max ${format(max)}, n ${requests}, ${concurrency} at a time`;
    const evidence = [saw('burst', `${answered} of ${requests} answered, ${figures}`, sight.reading)];
    if (failures['limited'] !== undefined) {
      return [
        make.unknown(
          'the endpoint limits requests',
          'probe-failed',
          evidence,
          diagnose('service-limited', { message: failed, port: portOf(url), burst: requests }),
        ),
      ];
    }
    if (failed)
      return [
        make.warn(`drops requests: ${failed}`, evidence, diagnose('health-drops', { url, failures: failed })),
      ];
    const ms = Math.round(p95 ?? max ?? 0);
    const limit = sweep.expectations.thresholds.healthLatencyMs;
    if (ms > limit)
      return [
        make.warn(
          `takes ${ms} ms`,
          evidence,
          diagnose('health-slow', { url, ms, limit, server: healthServer(sweep) }),
        ),
      ];
    return [make.pass(`${figures}`, evidence)];
  },
};

const format = (ms: number | null): string => (ms === null ? '–' : `${ms.toFixed(1)} ms`);
