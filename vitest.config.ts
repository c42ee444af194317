import { defineConfig } from 'vitest/config';
import { LongFilesFirst } from './test/support/long-files-first.js';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'demo-bank/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    // Temporal's native core crashes in worker threads.
    pool: 'forks',
    // One more than the two cores that the tests must do with: much of their time is waiting.
    maxWorkers: 3,
    sequence: { sequencer: LongFilesFirst },
    // Bounds for a hang, not for speed: machines are slow and shared.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
  },
});
