import { build } from 'esbuild';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Builds the service worker into one file. Its name has no hash: browsers look for changes at its address. */
export function buildServiceWorker(root: string): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    writeBundle: async () => {
      await build({
        entryPoints: [join(root, 'service-worker/service-worker.ts')],
        outfile: join(root, 'dist/service-worker.js'),
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2022',
      });
    },
  };
}
