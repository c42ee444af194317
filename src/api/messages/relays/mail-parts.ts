import { convert } from 'html-to-text';

/**
 * Subject and text of a mail, as a person sees it: the plain text or, if there is none, the text of the HTML.
 */
export function mailText(subject = '', plain?: string | null, html?: string | null): string {
  const body = plain?.trim()
    ? plain
    : convert(html ?? '', { wordwrap: false, selectors, limits: { maxDepth: 100 } });
  return `${subject}\n${body}`.trim();
}

/** URLs of links and images contain numbers that look like codes. */
const selectors = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
];

/** The address in `Bank <codes@bank.example>`. */
export const addressIn = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : (/<([^<>]+)>\s*$/.exec(header)?.[1] ?? header.trim());

/** Parses a `Date` header as ISO 8601; undefined if it has no time with offset, or is malformed. */
export function mailDate(date: string | undefined): string | undefined {
  const isComplete = date !== undefined && /\d{2}:\d{2}(:\d{2})? *([+-]\d{4}|GMT|UTC|Z)\b/.test(date);
  const time = isComplete ? new Date(date) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Mails with attachments; what is larger is refused. */
export const maxMailBytes = 10 * 1024 * 1024;
