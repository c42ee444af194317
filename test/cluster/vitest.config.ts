import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.js';

/** `npm run test:cluster`: the tests of whole logins, with two APIs, two workers and Temporal's real server on PostgreSQL. */
export default defineConfig({
  test: {
    ...base.test,
    include: [
      'test/storm/*.test.ts',
      'test/e2e/*.test.ts',
      'test/faults/{faults,requests,rolling-restart}.test.ts',
    ],
    reporters: ['verbose'],
    globalSetup: ['test/cluster/global-setup.ts'],
    fileParallelism: false,
  },
});
