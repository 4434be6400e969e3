import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    // Live tests start real servers and ffmpeg; a hung one must fail, not wait for ever.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
    maxWorkers: 2,
  },
});
