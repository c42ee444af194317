import { convert } from 'html-to-text';
import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import type { RelayApp } from '../../access/relay-app.js';

/**
 * Services that forward e-mail as webhooks, in the formats of Postmark and of CloudMailin (JSON, normalized). They do
 * not sign; both send the user info of the URL as HTTP Basic.
 */
export const mail: RelayApp = {
  bodyTypes: ['application/json'],
  // Bodies include the HTML part, all headers and small inline images.
  maxBytes: 2 * 1024 * 1024,
};

/** https://postmarkapp.com/developer/webhooks/inbound-webhook */
const postmarkSchema = z
  .object({
    From: z.string(),
    OriginalRecipient: z.string().optional(),
    Subject: z.string().optional(),
    Date: z.string().optional(),
    TextBody: z.string().optional(),
    HtmlBody: z.string().optional(),
  })
  .transform((sent): WrittenMessage => ({
    message: toText(sent.Subject, sent.TextBody, sent.HtmlBody),
    from: sent.From,
    to: sent.OriginalRecipient,
    received_at: parseDate(sent.Date),
  }));

/** A header that occurs more than once is a list. */
const headerSchema = z.union([z.string(), z.array(z.string()).transform(([first]) => first)]).optional();

/** https://docs.cloudmailin.com/http_post_formats/json_normalized/ */
const cloudMailinSchema = z
  .object({
    envelope: z.object({ from: z.string(), to: z.string() }),
    headers: z.object({ from: headerSchema, subject: headerSchema, date: headerSchema }),
    plain: z.string().nullish(),
    html: z.string().nullish(),
  })
  .transform(({ envelope, headers, plain, html }): WrittenMessage => ({
    message: toText(headers.subject, plain, html),
    // The envelope sender is often a bounce address.
    from: parseAddress(headers.from) ?? envelope.from,
    to: envelope.to,
    received_at: parseDate(headers.date),
  }));

export const mailSchema = z.union([postmarkSchema, cloudMailinSchema]).pipe(messageBodySchema);

/** Codes are near the beginning of a mail. */
const maxLength = 4_000;

function toText(subject = '', plain?: string | null, html?: string | null): string {
  const body = plain?.trim()
    ? plain
    : convert(html ?? '', { wordwrap: false, selectors, limits: { maxDepth: 100 } });
  return `${subject}\n${body}`
    .trim()
    .slice(0, maxLength)
    .replace(/[\0\p{Cs}]/gu, '');
}

/** URLs of links and images contain numbers that look like codes. */
const selectors = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
];

/** The address in `Bank <codes@bank.example>`. */
const parseAddress = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : (/<([^<>]+)>\s*$/.exec(header)?.[1] ?? header.trim());

/** Parses a `Date` header as ISO 8601; undefined if it has no time with offset, or is malformed. */
function parseDate(date: string | undefined): string | undefined {
  const isComplete = date !== undefined && /\d{2}:\d{2}(:\d{2})? *([+-]\d{4}|GMT|UTC|Z)\b/.test(date);
  const time = isComplete ? new Date(date) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
