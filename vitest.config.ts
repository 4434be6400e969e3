import { defineConfig } from 'vitest/config';

/** Groups that run one after the other, in this order. */
const GROUPS = {
  /** Whole boxes that are broken: what else runs would make them late. */
  faults: ['tests/demo/faults-*.test.ts'],
  /** Nor may another test's publisher come and go while one box is watched. */
  monitor: [
    'tests/monitor/monitor.test.ts',
    'tests/agent/{soak,watch}.test.ts',
    'tests/tui/{live,walk}.test.ts',
    'tests/deploy/prometheus.test.ts',
  ],
  /** The emulated machine needs a processor of its own to keep up with its video devices. */
  lab: ['tests/lab/*.test.ts'],
} as const;

const group = (name: string, order: number, include: readonly string[], exclude: readonly string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    exclude: ['**/node_modules/**', ...exclude],
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    // Live tests start real servers and ffmpeg; a hung one must fail, not wait for ever.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
    // Live tests mostly wait.
    maxWorkers: 3,
    projects: [
      group('together', 0, ['tests/**/*.test.{ts,tsx}'], Object.values(GROUPS).flat()),
      ...Object.entries(GROUPS).map(([name, include], index) => group(name, index + 1, include)),
    ],
  },
});
