import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { requestIdOf } from './request-id.js';

/** A request in a log line. An allow list, so that no header, body or query string is ever logged. */
export const loggedRequest = (req: Request, res: Response) => ({
  id: requestIdOf(res),
  method: req.method,
  path: req.originalUrl.split('?', 1)[0],
});

/** Logs each request once, when its response is sent or its connection breaks: id, method, path, status and duration. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const startedAt = Date.now();
    res.once('close', () => {
      const { statusCode } = res;
      const level = isProbe(req.originalUrl) ? 'debug' : statusCode >= 500 ? 'error' : 'info';
      log[level](
        { req: loggedRequest(req, res), res: { statusCode }, responseTime: Date.now() - startedAt },
        res.writableFinished ? 'request completed' : 'request aborted',
      );
    });
    next();
  };
}

/** Whether a supervisor or Prometheus asks, every few seconds. A failed probe is logged by the error handler. */
export const isProbe = (url: string): boolean => /^(\/api)?\/(health|ready|metrics)\/?$/.test(url);
