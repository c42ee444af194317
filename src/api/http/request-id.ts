import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const header = 'X-Request-Id';

/** Names each request, in the answer and in every log line. A caller's own id is not taken: it would be theirs to forge. */
export const assignRequestId: RequestHandler = (_req, res, next) => {
  res.set(header, randomUUID());
  next();
};

export const requestIdOf = (res: Pick<Response, 'get'>): string => res.get(header) ?? '';
