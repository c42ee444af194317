import { isUtf8 } from 'node:buffer';
import type { RecordedEntry } from './recorded-pages.js';
import { secretPatterns } from './secret-patterns.js';

/** What a page needs to be shown again. Any other header may hold a token. */
const keptHeaders =
  /^(?:content-type|content-language|content-disposition|location|refresh|x-frame-options|content-security-policy|referrer-policy|access-control-.*|cross-origin-.*)$/i;

/** What holds no text; an image of SVG does. */
const textless = /^(?:image\/(?!svg)|font\/|audio\/|video\/|application\/(?:x-)?font)/i;

/**
 * Replaces each occurrence of the secrets in a text, also encoded (see `secretPatterns`): by `0` where the secret is a number,
 * by `REDACTED` where it is another. A secret of fewer than 6 characters is replaced where it stands alone.
 */
export function createSecretCutter(secrets: readonly string[]): (text: string) => string {
  const replacements = secrets
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => {
      const by = /^\d+$/.test(secret) ? '0' : 'REDACTED';
      return secretPatterns(secret).map((pattern) => ({ pattern, by }));
    });
  return (text) => replacements.reduce((rest, { pattern, by }) => rest.replace(pattern, by), text);
}

/** The entry without headers that may hold a token, and without the secrets. */
export function redactEntry(entry: RecordedEntry, cut: (text: string) => string): RecordedEntry {
  const { request, response } = entry;
  return {
    ...entry,
    request: { ...request, url: cut(request.url), headers: [] },
    response: {
      ...response,
      headers: response.headers
        .filter(({ name }) => keptHeaders.test(name))
        .map(({ name, value }) => ({ name, value: cut(value) })),
      content: redactContent(response.content, cut),
    },
  };
}

type Content = RecordedEntry['response']['content'];

function redactContent(content: Content, cut: (text: string) => string): Content {
  const { text, encoding, mimeType } = content;
  if (text === undefined) return content;
  if (encoding === undefined) return { ...content, text: cut(text) };
  if (textless.test(mimeType)) return content;
  const bytes = Buffer.from(text, 'base64');
  // Where it is not UTF-8, each byte is a character, so that all other bytes stay as they are.
  const charset = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { ...content, text: Buffer.from(cut(bytes.toString(charset)), charset).toString('base64') };
}
