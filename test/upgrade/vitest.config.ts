import { defineConfig } from 'vitest/config';

/** `npm run test:upgrade`: what becomes of open sessions in an upgrade, a crash and a restore. */
export default defineConfig({
  test: {
    include: ['test/upgrade/*.check.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['verbose'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
  },
});
