import { defineConfig } from 'vitest/config';

// Tests that judge the whole machine (another test's media server would be taken for the box's own), and the
// emulated machine with its video devices, which needs a processor of its own to keep up with them.
const ALONE = ['tests/demo/faults.test.ts', 'tests/lab/*.test.ts'];

export default defineConfig({
  test: {
    // Live tests start real servers and ffmpeg; a hung one must fail, not wait for ever.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ALONE,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, sequence: { groupOrder: 1 } } },
    ],
  },
});
