import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { ApiError, validationError } from '../access/api-error.js';
import { defaultMaxBytes } from '../access/relay-app.js';

const parseJson: RequestHandler = express.json({
  limit: defaultMaxBytes,
  // Any JSON value: that it must be an object is said by the route's schema, with a path.
  strict: false,
  type: () => true,
  verify: (_req, _res, bytes) => {
    if (!isUtf8(bytes)) throw new Error('not UTF-8');
  },
});

/**
 * Reads a request's JSON body; undefined when it has none. Called only once everything that comes before the
 * body in the contract's order has been checked.
 */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  const type = req.is('application/json');
  // What `fetch` sends for a POST without a body.
  const isEmpty = req.get('content-length') === '0';
  if (type === null || isEmpty) return undefined;
  if (type === false) throw unsupportedMediaType('application/json');
  await runParser(parseJson, req, res);
  return req.body as unknown;
}

export const unsupportedMediaType = (wanted: string): ApiError =>
  new ApiError('VALIDATION_ERROR', {
    status: 415,
    message: `The body must be sent as ${wanted}.`,
    details: { issues: [{ path: 'Content-Type', message: `must be ${wanted}` }] },
  });

/** Has one of Express's parsers read the body into `req.body`; refusals come out in our words. */
export function runParser(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(asRefusal(error))));
  });
}

/** The limit that a body went past, in kB, as body-parser's error tells it. */
const limitOf = (error: unknown): number => z.object({ limit: z.number() }).parse(error).limit / 1024;

/** Body-parser's errors name themselves in `type`; their messages may repeat the body. */
function asRefusal(error: unknown): Error {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'entity.too.large') {
    return new ApiError('VALIDATION_ERROR', {
      status: 413,
      message: 'The body is too large.',
      details: { issues: [{ path: '', message: `must not be larger than ${limitOf(error)} kB` }] },
      // The rest of it is not worth reading.
      headers: { Connection: 'close' },
    });
  }
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new ApiError('VALIDATION_ERROR', {
      status: 415,
      message: 'The body must be UTF-8, plain or compressed with gzip, deflate or br.',
      details: { issues: [{ path: 'Content-Type', message: 'charset or encoding is not supported' }] },
    });
  }
  return invalidBody();
}

export const invalidBody = (): ApiError =>
  validationError({ path: '', message: 'must be valid JSON in UTF-8' });
