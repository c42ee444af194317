import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { ApiError, validationError } from '../access/api-error.js';
import { defaultMaxBytes } from '../access/relay-app.js';

const parseJson: RequestHandler = express.json({
  limit: defaultMaxBytes,
  // Accepts any JSON value, so that the route's schema reports what is wrong with it.
  strict: false,
  type: () => true,
  verify: (_req, _res, bytes) => {
    if (!isUtf8(bytes)) throw new Error('not UTF-8');
  },
});

/**
 * Reads the JSON body of a request; undefined if it is empty. Throws VALIDATION_ERROR if it is not JSON (415, 400) or
 * too large (413). Called after all checks that do not need the body.
 */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  const type = req.is('application/json');
  // `fetch` sends this with a POST that has no body.
  const isEmpty = req.get('content-length') === '0';
  if (type === null || isEmpty) return undefined;
  if (type === false || !isInUtf8(req)) throw unsupportedMediaType('application/json, in UTF-8');
  await runParser(parseJson, req, res);
  return req.body as unknown;
}

/** Whether the body is declared to be in UTF-8, or in no character set, which for JSON and forms means UTF-8. */
export const isInUtf8 = (req: Request): boolean =>
  /;\s*charset\s*=(?!\s*"?utf-8"?\s*(?:;|$))/i.exec(req.get('content-type') ?? '') === null;

export const unsupportedMediaType = (wanted: string): ApiError =>
  new ApiError('VALIDATION_ERROR', {
    status: 415,
    message: `Send the body with the Content-Type ${wanted}.`,
    details: { issues: [{ path: 'Content-Type', message: `must be ${wanted}` }] },
  });

/** Runs one of Express's body parsers, which sets `req.body`, and converts its errors to VALIDATION_ERROR. */
export function runParser(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(toApiError(error))));
  });
}

/** The exceeded limit in kB, from an error of body-parser. */
const limitInKb = (error: unknown): number => z.object({ limit: z.number() }).parse(error).limit / 1024;

/** Goes by the `type` of body-parser's errors; their messages may contain parts of the body. */
function toApiError(error: unknown): Error {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'entity.too.large') {
    return new ApiError('VALIDATION_ERROR', {
      status: 413,
      message: 'The body is too large.',
      details: { issues: [{ path: '', message: `must not be larger than ${limitInKb(error)} kB` }] },
      // The rest of the body is not read.
      headers: { Connection: 'close' },
    });
  }
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new ApiError('VALIDATION_ERROR', {
      status: 415,
      message: 'Send the body in UTF-8, uncompressed or compressed with gzip, deflate or br.',
      details: { issues: [{ path: 'Content-Type', message: 'has an unsupported charset or encoding' }] },
    });
  }
  return invalidBody();
}

export const invalidBody = (): ApiError =>
  validationError({ path: '', message: 'must be valid JSON in UTF-8' });
