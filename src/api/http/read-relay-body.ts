import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { invalidBody, isInUtf8, runParser, unsupportedMediaType } from './read-json-body.js';
import { validationError } from '../access/api-error.js';
import { MalformedFields, parseFields } from '../access/parse-fields.js';
import { parseForm, type RelayApp } from '../access/relay-app.js';

/** Reads the unparsed body, which is what an app signs. May be called more than once. */
export async function readRawBody(req: Request, res: Response, { maxBytes }: RelayApp): Promise<Buffer> {
  if (!Buffer.isBuffer(req.body))
    await runParser(express.raw({ limit: maxBytes, type: () => true }), req, res);
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/**
 * Reads and decodes the body that a relay app sent; undefined if it is empty. Throws VALIDATION_ERROR if it is not of
 * one of the app's content types (415), too large (413), or malformed (400).
 */
export async function readRelayBody(req: Request, res: Response, app: RelayApp): Promise<unknown> {
  const type = req.is([...app.bodyTypes]);
  if (type === null || req.get('content-length') === '0') return undefined;
  if (type === false || !isInUtf8(req)) throw unsupportedMediaType(`${app.bodyTypes.join(' or ')}, in UTF-8`);
  const bytes = await readRawBody(req, res, app);
  if (type === 'multipart/form-data') return readFields(bytes, req.get('content-type') ?? '');
  if (!isUtf8(bytes)) throw invalidBody();
  const text = bytes.toString('utf8');
  return type === 'application/x-www-form-urlencoded' ? parseForm(text) : parseJson(text);
}

async function readFields(bytes: Buffer, contentType: string): Promise<Record<string, string>> {
  try {
    return await parseFields(bytes, contentType);
  } catch (error) {
    if (error instanceof MalformedFields) throw malformedForm();
    throw error;
  }
}

const malformedForm = () => validationError({ path: '', message: 'must be well-formed multipart/form-data' });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidBody();
    throw error;
  }
}
