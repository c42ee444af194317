import { z } from 'zod';
import { addressIn, mailDate, mailText } from './mail-parts.js';
import { defineRelay, type Relayed, textOrNothing } from './relay.js';

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
  .transform((sent) =>
    textOrNothing(mailText(sent.Subject, sent.TextBody, sent.HtmlBody), {
      from: sent.From,
      to: sent.OriginalRecipient,
      received_at: mailDate(sent.Date),
    }),
  );

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
  .transform(({ envelope, headers, plain, html }) =>
    textOrNothing(mailText(headers.subject, plain, html), {
      // The envelope sender is often a bounce address.
      from: addressIn(headers.from) ?? envelope.from,
      to: envelope.to,
      received_at: mailDate(headers.date),
    }),
  );

/**
 * Services that forward e-mail as webhooks, in the formats of Postmark and of CloudMailin (JSON, normalized). They do
 * not sign; both send the user info of the URL as HTTP Basic. Postmark repeats what is not answered with 200.
 */
export const mail = defineRelay<Relayed>({
  format: 'mail',
  name: 'Postmark or CloudMailin',
  // Bodies include the HTML part, all headers and small inline images.
  app: { bodyTypes: ['application/json'], maxBytes: 2 * 1024 * 1024 },
  body: z.union([postmarkSchema, cloudMailinSchema]),
  success: 200,
  read: (relayed) => relayed,
});
