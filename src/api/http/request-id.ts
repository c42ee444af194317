import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const header = 'X-Request-Id';

/** Gives each request an id, sent in the response and logged. An id sent by the caller is ignored, as it could be forged. */
export const assignRequestId: RequestHandler = (_req, res, next) => {
  res.set(header, randomUUID());
  next();
};

/** The id of the request that this response belongs to. */
export const requestIdOf = (res: Pick<Response, 'get'>): string => res.get(header) ?? '';
