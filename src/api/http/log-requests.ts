import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { describeError } from '../../process/describe-error.js';

/** Express's, after pino-http has named it. */
interface LoggedRequest {
  id: string;
  method: string;
  originalUrl: string;
}

/**
 * Logs each request once, when it is answered: who asked for what, and how it went. Built up from the few
 * things that may be told, not cut down: no header, no body and no query string ever reaches a line.
 */
export function logRequests(log: Logger) {
  return pinoHttp({
    logger: log,
    genReqId: (_req, res) => String(res.getHeader('x-request-id')),
    wrapSerializers: false,
    serializers: {
      req: ({ id, method, originalUrl }: LoggedRequest) => ({
        id,
        method,
        path: originalUrl.split('?', 1)[0],
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: describeError,
    },
    customLogLevel: (req, res) => (res.statusCode >= 500 ? 'error' : isProbe(req.url) ? 'debug' : 'info'),
    // What went wrong is logged by the error handler, where it is known.
    customErrorObject: (_req, _res, _error, line: object) => ({ ...line, err: undefined }),
  });
}

const isProbe = (url = ''): boolean => /^(\/api)?\/(health|ready|metrics)$/.test(url);
