import { convert } from 'html-to-text';
import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import type { RelayApp } from '../../access/relay-app.js';

/**
 * Services that turn mail into webhooks, in the formats of Postmark and of CloudMailin (JSON, normalized). They
 * do not sign; both send the user info of their URL.
 */
export const mail: RelayApp = {
  bodyTypes: ['application/json'],
  // The message in HTML, its headers and small pictures come along.
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
    message: readable(sent.Subject, sent.TextBody, sent.HtmlBody),
    from: sent.From,
    to: sent.OriginalRecipient,
    received_at: timeIn(sent.Date),
  }));

/** A header that stands in a mail more than once is a list. */
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
    message: readable(headers.subject, plain, html),
    // The envelope's sender is often an address for bounces.
    from: addressIn(headers.from) ?? envelope.from,
    to: envelope.to,
    received_at: timeIn(headers.date),
  }));

export const mailSchema = z.union([postmarkSchema, cloudMailinSchema]).pipe(messageBodySchema);

/** Codes stand near the beginning; what follows is small print. */
const longest = 4_000;

function readable(subject = '', plain?: string | null, html?: string | null): string {
  const body = plain?.trim()
    ? plain
    : convert(html ?? '', { wordwrap: false, selectors, limits: { maxDepth: 100 } });
  return `${subject}\n${body}`
    .trim()
    .slice(0, longest)
    .replace(/[\0\p{Cs}]/gu, '');
}

/** Addresses of links and pictures are full of numbers. */
const selectors = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
];

/** The address in `Bank <codes@bank.example>`. */
const addressIn = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : (/<([^<>]+)>\s*$/.exec(header)?.[1] ?? header.trim());

/** A mail's `Date`, when it is written as mail has it, with an offset; servers write all kinds of things. */
function timeIn(date: string | undefined): string | undefined {
  const isWhole = date !== undefined && /\d{2}:\d{2}(:\d{2})? *([+-]\d{4}|GMT|UTC|Z)\b/.test(date);
  const time = isWhole ? new Date(date) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
