import { defineConfig } from 'vitest/config';

/** `npm run test:containers`: builds the image and starts the services of docker-compose.yml. */
export default defineConfig({
  test: {
    include: ['test/containers/*.check.ts'],
    reporters: ['verbose'],
    fileParallelism: false,
    testTimeout: 300_000,
    // On a machine without a registry, Temporal's server is built with Go.
    hookTimeout: 3_600_000,
  },
});
