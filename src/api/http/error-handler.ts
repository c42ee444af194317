import type { ErrorRequestHandler } from 'express';
import { NoResultError } from 'kysely';
import { ApiError, unavailable } from '../access/api-error.js';
import { isOutage } from '../../process/outages.js';

/** The one place where what was thrown becomes an answer. Only an ApiError is told to the caller. */
export const errorHandler: ErrorRequestHandler = (error: unknown, req, res, next) => {
  const refusal = asApiError(error);
  if (refusal.status >= 500) req.log.error({ err: error }, refusal.code);
  // The answer has begun: all that is left is to break it off.
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(refusal.status).set(refusal.headers).json(refusal.toBody());
};

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // A row that was there when the request was checked: its account was deleted meanwhile.
  if (error instanceof NoResultError) return new ApiError('NOT_FOUND');
  return isOutage(error) ? unavailable() : new ApiError('INTERNAL_ERROR');
}
