import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import sirv from 'sirv';

const builtFolder = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));

/**
 * Allows files of this origin only, nothing inline, and no framing by other sites. React sets styles through the DOM,
 * which the policy permits.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // `blob:` for pictures that the dashboard has downloaded from the API, with the session's token.
  "img-src 'self' blob:",
  "font-src 'self'",
  // Includes the WebSocket of this origin.
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

interface DashboardSettings {
  /** Temporal's web UI, for links to workflows; null if it is not configured. */
  temporalUi: { url: string; namespace: string } | null;
  /** Whether a forgotten password can be replaced by mail. */
  resetsPasswords: boolean;
}

/**
 * Serves the built dashboard, to be mounted at `/app`. A path without a file is a page of the dashboard, and gets its
 * index.html. `settings` is what the pages must know about the service before signing in.
 */
export function dashboardFiles(settings: DashboardSettings): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    });
    next();
  });
  router.get('/settings.json', (_req, res) => {
    res.json(settings);
  });
  router.use(builtFiles());
  return router;
}

/** Serves the latest build: sirv lists the files once, so it is set up again when the dashboard has been rebuilt. */
function builtFiles(): RequestHandler {
  let latest: { builtAtMs: number; serve: ReturnType<typeof sirv> } | undefined;
  return (req, res, next) => {
    const builtAtMs = statSync(join(builtFolder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
    if (builtAtMs === undefined) {
      respondNotBuilt(req, res, next);
      return;
    }
    if (latest?.builtAtMs !== builtAtMs) latest = { builtAtMs, serve: serveBuilt() };
    latest.serve(req, res, next);
  };
}

const serveBuilt = () =>
  sirv(builtFolder, {
    single: true,
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (res, path) => {
      // Their names contain a hash of their content.
      if (path.startsWith('/assets/')) res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });

const respondNotBuilt: RequestHandler = (_req, res) => {
  res.status(503).type('text/plain').send('The dashboard is not built. Run: npm run prepare\n');
};
