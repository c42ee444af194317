import express, { type Express, type RequestHandler } from 'express';
import type { Api } from './context/api.js';
import { dashboardFiles } from './dashboard/dashboard-files.js';
import { ApiError, methodNotAllowed } from './access/api-error.js';
import { handleErrors } from './http/error-handler.js';
import { logRequests } from './http/log-requests.js';
import { mountRoutes } from './http/mount-routes.js';
import { assignRequestId } from './http/request-id.js';
import { securityHeaders } from './http/security-headers.js';
import { normalizePath } from './http/normalize-path.js';
import { compressMarked } from './http/send-json.js';
import { routes } from './routes.js';

/** The Express app: API routes and the dashboard's files. It connects to nothing before the first request. */
export function createApp(api: Api): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('trust proxy', [...api.trustedProxies]);
  app.use(
    assignRequestId,
    ...(api.traceRequests ? [api.traceRequests] : []),
    logRequests(api.log),
    api.metrics.timeAnswers,
    ...securityHeaders,
    noStore,
    normalizePath,
    compressMarked,
  );
  app.all('/', readOnly, (_req, res) => {
    res.redirect('/app');
  });
  app.use(
    '/app',
    readOnly,
    dashboardFiles({ temporalUi: api.temporalUi ?? null, resetsPasswords: api.sendMail !== undefined }),
  );
  app.use(mountRoutes(api, routes));
  // The dashboard's paths are also served under /api; the external API is only at /v1.
  app.use(
    '/api',
    mountRoutes(
      api,
      routes.filter(({ path }) => !path.startsWith('/v1/')),
    ),
  );
  app.use(() => {
    throw new ApiError('NOT_FOUND', { message: 'This path does not exist. See /docs for those that do.' });
  });
  app.use(handleErrors(api.log));
  return app;
}

const readOnly: RequestHandler = (req, _res, next) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw methodNotAllowed(req.method, ['GET', 'HEAD']);
  next();
};

/** Responses are private to their caller, so no cache may store them. */
const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
