import { defineConfig } from 'vitest/config';

/** The unit tests that the mutation run (stryker.config.js) repeats for each change: no servers, a second in all. */
export default defineConfig({
  test: {
    include: [
      'src/assistance/**/*.test.ts',
      'src/secrets/**/*.test.ts',
      'src/workflows/submission-inbox.test.ts',
    ],
    // Thousands of random messages take longer than all other tests together; the examples notice as much.
    exclude: ['**/*.properties.test.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    // Each change gets a process of its own anyway; within it, importing everything once halves the time.
    isolate: false,
  },
});
