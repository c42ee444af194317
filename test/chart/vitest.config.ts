import { defineConfig } from 'vitest/config';

/** `npm run test:helm`: renders the chart with Helm and validates it against the schemas of Kubernetes. */
export default defineConfig({
  test: {
    include: ['test/chart/*.check.ts'],
    reporters: ['verbose'],
    testTimeout: 120_000,
    // Helm may have to be built with Go.
    hookTimeout: 3_600_000,
  },
});
