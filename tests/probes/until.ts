import { setTimeout as delay } from 'node:timers/promises';

/** Asks until it holds; rejects after `withinMs`. For what gives no event to wait for. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 3_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms`);
    await delay(10);
  }
}
