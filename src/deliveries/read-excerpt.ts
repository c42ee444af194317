import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { cleanBankText } from '../assistance/bank-text.js';

/** How much of the response body is read for the delivery log, and for how long. */
const excerptBytes = 2_048;
const excerptMs = 1_000;

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body, decompressed if it is compressed in a way that Node.js knows. Destroying it closes the connection. */
function decoded({ body, headers }: Pick<Dispatcher.ResponseData, 'body' | 'headers'>): Readable {
  const decoder = decoders[String(headers['content-encoding'] ?? '').toLowerCase()];
  // The reader gets the error.
  return decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
}

/**
 * The beginning of a response body as text, with secrets masked. Only the status decides the outcome, so a body that
 * breaks off is not an error.
 */
export async function readExcerpt(
  response: Pick<Dispatcher.ResponseData, 'body' | 'headers'>,
  secrets: readonly string[],
): Promise<string> {
  const body = decoded(response);
  const chunks: Buffer[] = [];
  let length = 0;
  const timeout = setTimeout(() => body.destroy(), excerptMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop destroys the body, which closes the connection.
      if (length >= excerptBytes) break;
    }
  } catch {
    // The body broke off or the time is up: what was read so far is kept.
  } finally {
    clearTimeout(timeout);
  }
  const text = Buffer.concat(chunks).subarray(0, excerptBytes).toString('utf8');
  const longest = Math.max(0, ...secrets.map((secret) => secret.length));
  // A secret that is cut in two would not be recognised, so the last characters are dropped as well.
  const whole = length >= excerptBytes ? text.slice(0, -longest || undefined) : text;
  return cleanBankText(whole.replace(/\p{Cc}/gu, ' '), secrets);
}
