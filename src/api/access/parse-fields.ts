import busboy from 'busboy';
import { z } from 'zod';
import { parseForm } from './relay-app.js';

/** A body is not what its Content-Type says. */
export class MalformedFields extends Error {
  override readonly name = 'MalformedFields';
}

/** The charsets of other fields, as SendGrid's Inbound Parse sends them. */
const charsetsSchema = z.record(z.string(), z.string());

/**
 * The fields of a form, URL-encoded or multipart. Files are left out. A field named `charsets` gives the charset of other
 * fields, as JSON; without it, all are in UTF-8. Throws MalformedFields.
 */
export async function parseFields(body: Buffer, contentType: string): Promise<Record<string, string>> {
  if (!/^multipart\/form-data\b/i.test(contentType)) return parseForm(body.toString('utf8'));
  const fields = await readMultipart(body, contentType);
  const charsets = charsetsIn(fields.get('charsets'));
  return Object.fromEntries([...fields].map(([name, bytes]) => [name, decode(bytes, charsets.get(name))]));
}

/** The fields, with a character for each byte. */
async function readMultipart(body: Buffer, contentType: string): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  try {
    const parser = busboy({
      headers: { 'content-type': contentType },
      defCharset: 'latin1',
      limits: { fieldSize: body.length, fields: 200, parts: 400 },
    });
    parser.on('field', (name, value) => fields.set(name, value));
    parser.on('file', (_name, file) => file.resume());
    await new Promise<void>((resolve, reject) => {
      parser.once('close', resolve).once('error', reject);
      parser.end(body);
    });
    return fields;
  } catch (error) {
    // busboy's errors have no class of their own; nothing else is called here.
    throw new MalformedFields('not multipart/form-data', { cause: error });
  }
}

function charsetsIn(written: string | undefined): Map<string, string> {
  try {
    return new Map(Object.entries(charsetsSchema.safeParse(JSON.parse(written ?? '{}')).data ?? {}));
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** A field that its part has declared in another charset is decoded already. */
function decode(bytes: string, charset = 'utf-8'): string {
  if (/[^\u0000-\u00ff]/.test(bytes)) return bytes;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    // RangeError: no such charset. TypeError: not in this charset.
    if (error instanceof RangeError || error instanceof TypeError) return bytes;
    throw error;
  }
}
