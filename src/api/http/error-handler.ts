import type { ErrorRequestHandler } from 'express';
import { NoResultError } from 'kysely';
import type { Logger } from 'pino';
import { ApiError, unavailable } from '../access/api-error.js';
import { isProbe, loggedRequest } from './log-requests.js';
import { describeError } from '../../process/describe-error.js';
import { isOutage } from '../../process/outages.js';

/** Express's error handler: sends what was thrown as an error response, and logs it if the status is 500 or above. */
export function handleErrors(log: Logger): ErrorRequestHandler {
  const errors = log.child({}, { serializers: { err: describeError } });
  return (error: unknown, req, res, next) => {
    const apiError = toApiError(error);
    if (apiError.status >= 500) {
      // A probe that fails is asked again every few seconds: one line each says what is missing.
      if (error instanceof ApiError && isProbe(req.originalUrl))
        log.warn({ req: loggedRequest(req, res) }, apiError.message);
      else errors.error({ req: loggedRequest(req, res), err: error }, apiError.code);
    }
    // Part of the response has been sent: Express closes the connection.
    if (res.headersSent) {
      next(error);
      return;
    }
    res.status(apiError.status).set(apiError.headers).json(apiError.toBody());
  };
}

/** What the caller sees of an error: an ApiError as it is, UNAVAILABLE for an outage, else INTERNAL_ERROR. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // A row that existed when the request was checked is gone: its account has been deleted since.
  if (error instanceof NoResultError) return new ApiError('NOT_FOUND');
  return isOutage(error) ? unavailable() : new ApiError('INTERNAL_ERROR');
}
