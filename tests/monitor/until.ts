import type { Monitor } from '../../src/index.ts';

/** Resolves with the time it took, ms, once something is true of the monitor; the test's own limit ends it. */
export async function until(monitor: Monitor, what: (monitor: Monitor) => boolean): Promise<number> {
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (what(monitor)) resolve();
  };
  const leave = monitor.subscribe(look);
  look();
  await promise;
  leave();
  return performance.now() - start;
}

/** The status of a check about a subject, as the newest report says. */
export const statusOf = ({ report }: Monitor, checkId: string, subject: string) =>
  report?.findings.find((one) => one.checkId === checkId && one.subject === subject)?.status;

/** Diagnosis codes of everything that is red, with subject and check. */
export const redIn = ({ report }: Monitor): string[] =>
  (report?.findings ?? [])
    .filter(({ status }) => status === 'fail')
    .map(({ subject, checkId, diagnosis }) => `${subject} ${checkId} ${diagnosis?.code}`)
    .toSorted();
