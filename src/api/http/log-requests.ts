import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { describeError } from '../../process/describe-error.js';

/** Express's request, after pino-http has set its id. */
interface LoggedRequest {
  id: string;
  method: string;
  originalUrl: string;
}

/**
 * Logs each request once, when its response is sent: id, method, path, status and duration. Each line is built from an
 * allow list of fields, so that no header, body or query string is ever logged.
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
    // `errorHandler` logs the error itself.
    customErrorObject: (_req, _res, _error, line: object) => ({ ...line, err: undefined }),
  });
}

const isProbe = (url = ''): boolean => /^(\/api)?\/(health|ready|metrics)$/.test(url);
