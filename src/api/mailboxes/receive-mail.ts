import { type NewMail } from '../../mailboxes/watch-mailbox.js';
import { readMail } from '../../mailboxes/read-mail.js';
import { ApiError } from '../access/api-error.js';
import type { Api } from '../context/api.js';
import type { MessageSource } from '../messages/message-source.js';
import { datedMessage } from '../messages/receive-message.js';
import { receiveAndRecord, recordIgnored } from '../messages/record-received.js';
import { mailDate, mailText } from '../messages/relays/mail-parts.js';
import { type Relayed, textOrNothing } from '../messages/relays/relay.js';
import { messageBodySchema } from '../messages/wire-message.js';

export type ReceiveDeps = Pick<Api, 'db' | 'ring' | 'logins' | 'limits' | 'heldMessages' | 'log'>;

const format = 'mailbox';

/**
 * Receives a mail as if it had been sent to `POST /v1/messages`, and records what became of it. Rejects only if a service
 * cannot be reached: receiving the mail again is then safe.
 */
export async function receiveMail(
  api: ReceiveDeps,
  source: MessageSource,
  { source: written, arrivedAt }: NewMail,
): Promise<void> {
  const relayed = await messageIn(written);
  if ('ignored' in relayed) {
    await recordIgnored(api, { origin: source.origin, format, reason: relayed.ignored });
    return;
  }
  const message = await datedMessage(api, messageBodySchema.parse(relayed.message), arrivedAt);
  try {
    await receiveAndRecord({ api, source, message, format });
  } catch (error) {
    // It fits no request, which is recorded.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function messageIn(written: Uint8Array): Promise<Relayed> {
  const mail = await readMail(written);
  if (!mail) return { ignored: 'NO_TEXT' };
  const { from, to, date, subject, text, html } = mail;
  return textOrNothing(mailText(subject, text, html), { from, to, received_at: mailDate(date) });
}
