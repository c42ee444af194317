import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { buildServiceWorker } from './build-service-worker.ts';
import { compress } from './compress.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [
    react(),
    tailwindcss(),
    buildServiceWorker(import.meta.dirname),
    compress(join(import.meta.dirname, 'dist')),
  ],
  build: {
    // Assets inlined as data URLs would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, which the policy forbids. The browsers we build for support modulepreload.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // For `npx vite dashboard`: the pages come from Vite, API responses from a running `npm start`.
    proxy: { '/api': { target: 'http://127.0.0.1:3000', ws: true } },
  },
});
