import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { compress } from './compress.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react(), tailwindcss(), compress(join(import.meta.dirname, 'dist'))],
  build: {
    // A style or an image written into the page as a data URL would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in old browsers; those we build for know modulepreload.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // For `npx vite dashboard`: pages from here, answers from a running `npm start`.
    proxy: { '/api': { target: 'http://127.0.0.1:3000', ws: true } },
  },
});
