/**
 * `npm run test:mutation`: changes the pure code in many small ways, one at a time, and counts how many changes the
 * unit tests beside it notice. docs/testing.md says how to read the result.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'src/assistance/**/*.ts',
    'src/secrets/**/*.ts',
    'src/workflows/submission-inbox.ts',
    '!**/*.test.ts',
    '!**/example-messages.ts',
    // Tables of words: test/messages reads messages in all these languages.
    '!src/assistance/message/*-words.ts',
    'src/assistance/message/mask-*-words.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation.vitest.config.ts', related: false },
  // On a busy machine, a slow run must not count as a noticed change. Endless loops are counted, not timed.
  timeoutMS: 30_000,
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // What the sandbox does not need: these tests start no servers and read no files.
  ignorePatterns: ['/dashboard', '/demo-bank', '/docs', '/bench', '/examples', '/banks', '/test/histories'],
};
