import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Api } from './context/api.js';
import { dashboardFiles } from './dashboard/dashboard-files.js';
import { ApiError, methodNotAllowed } from './access/api-error.js';
import { errorHandler } from './http/error-handler.js';
import { logRequests } from './http/log-requests.js';
import { mountRoutes } from './http/mount-routes.js';
import { assignRequestId } from './http/request-id.js';
import { normalizePath } from './http/normalize-path.js';
import { routes } from './routes.js';

/** The HTTP API. It does not listen, and connects to nothing before the first request. */
export function createApp(api: Api): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('trust proxy', [...api.trustedProxies]);
  app.use(
    assignRequestId,
    logRequests(api.log),
    api.metrics.timeAnswers,
    helmet(),
    keepPrivate,
    normalizePath,
  );
  app.all('/', onlyRead, (_req, res) => {
    res.redirect('/app');
  });
  app.use('/app', onlyRead, dashboardFiles(api.temporalUi ?? null));
  app.use(mountRoutes(api, routes));
  // The programs of the world keep to /v1; the dashboard's paths answer under /api too.
  app.use(
    '/api',
    mountRoutes(
      api,
      routes.filter(({ path }) => !path.startsWith('/v1/')),
    ),
  );
  app.use(() => {
    throw new ApiError('NOT_FOUND', { message: 'There is no such path.' });
  });
  app.use(errorHandler);
  return app;
}

/** Pages are only looked at. */
const onlyRead: RequestHandler = (req, _res, next) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw methodNotAllowed(req.method, ['GET', 'HEAD']);
  next();
};

/** Answers are one caller's business: no cache keeps them. */
const keepPrivate: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
