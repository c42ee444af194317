import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import sirv from 'sirv';

const builtFolder = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));

/**
 * Nothing but our own files, and nothing inline: no script, style or connection goes anywhere else, and no other site
 * may frame these pages. React and its libraries set single styles through the DOM, which the policy allows.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  // Includes the WebSocket of this origin.
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

interface TemporalUi {
  url: string;
  namespace: string;
}

/**
 * The dashboard's built pages, to be mounted at `/app`. An address that names no file is a page of the dashboard.
 * `temporalUi` is where Temporal's own pages are, for links to workflows; null where nobody told.
 */
export function dashboardFiles(temporalUi: TemporalUi | null): Router {
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
    res.json({ temporalUi });
  });
  router.use(builtFiles());
  return router;
}

/** The files of the latest build. Pages that are built again while we run have other names: they are looked up anew. */
function builtFiles(): RequestHandler {
  let latest: { builtAtMs: number; serve: ReturnType<typeof sirv> } | undefined;
  return (req, res, next) => {
    const builtAtMs = statSync(join(builtFolder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
    if (builtAtMs === undefined) {
      sayNotBuilt(req, res, next);
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
      // The names of these hold a hash of what is in them.
      if (path.startsWith('/assets/')) res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });

const sayNotBuilt: RequestHandler = (_req, res) => {
  res.status(503).type('text/plain').send('The dashboard is not built. Run: npm run prepare\n');
};
