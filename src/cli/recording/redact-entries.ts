import { withEncodings } from '../../banks/evidence/redact-page-text.js';
import type { RecordedEntry } from './recorded-pages.js';

/** What a page needs to be shown again. Any other header may hold a token. */
const keptHeaders =
  /^(?:content-type|content-language|content-disposition|location|refresh|x-frame-options|content-security-policy|referrer-policy|access-control-.*|cross-origin-.*)$/i;

/** A shorter one stands in many words. */
const shortestAnywhere = 6;

const textual = /^(?:text\/|image\/svg|application\/(?:.*\+)?(?:json|xml|javascript|x-javascript|xhtml))/i;

/**
 * Replaces each occurrence of the secrets in a text, also encoded for addresses, HTML, JSON, base64 and hex, in any case: by
 * `0` where the secret is a number, by `REDACTED` where it is another. A secret of fewer than 6 characters is replaced
 * where it stands alone.
 */
export function createSecretCutter(secrets: readonly string[]): (text: string) => string {
  const replacements = secrets
    .flatMap((secret) =>
      formsOf(secret).map((form) => ({ form, by: /^\d+$/.test(secret) ? '0' : 'REDACTED' })),
    )
    .toSorted((a, b) => b.form.length - a.form.length)
    .map(({ form, by }) => ({ pattern: patternOf(form), by }));
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
  if (!textual.test(mimeType)) return content;
  // A text that is not UTF-8: each byte is a character, so that all other bytes stay as they are.
  const bytes = Buffer.from(cut(Buffer.from(text, 'base64').toString('latin1')), 'latin1');
  return { ...content, text: bytes.toString('base64') };
}

function formsOf(secret: string): string[] {
  const forms = withEncodings(secret).flatMap((form) => [
    form,
    new URLSearchParams([['', form]]).toString().slice(1),
    JSON.stringify(form).slice(1, -1),
    form.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    form.replace(/[&<>"']/g, (character) => htmlNames[character] ?? character),
  ]);
  return [...new Set(forms)];
}

const htmlNames: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function patternOf(form: string): RegExp {
  const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isShort = form.length < shortestAnywhere;
  return new RegExp(isShort ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped, 'giu');
}
