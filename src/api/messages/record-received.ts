import { type MessageOrigin, recordRelayedMessage } from '../../db/logins/relayed-messages.js';
import { ApiError } from '../access/api-error.js';
import type { Api } from '../context/api.js';
import { maskSender } from './mask-sender.js';
import type { MessageSource } from './message-source.js';
import { receiveMessage } from './receive-message.js';
import type { IncomingMessage } from './route-message.js';
import type { IgnoredReason, MessageReceived } from './wire-message.js';

interface ReceiveAndRecordOptions {
  api: Pick<Api, 'db' | 'ring' | 'logins' | 'limits' | 'heldMessages' | 'log'>;
  source: MessageSource;
  message: IncomingMessage;
  /** The app's path, or `mailbox`; null for the general one. */
  format: string | null;
}

/** `receiveMessage`, with a record of what became of the message for the person who sets up the phone. */
export async function receiveAndRecord({
  api,
  source,
  message,
  format,
}: ReceiveAndRecordOptions): Promise<MessageReceived> {
  const sender = message.from === undefined ? null : maskSender(message.from);
  const row = { origin: source.origin, format, sender, time: message.time };
  const recordHeld = (db: Api['db'], heldMessageId: string) =>
    recordRelayedMessage(db, { ...row, result: 'HELD', heldMessageId });
  try {
    const received = await receiveMessage({ api, source, message, recordHeld });
    if (received.outcome !== 'held') await recordRelayedMessage(api.db, { ...row, ...recordOf(received) });
    return received;
  } catch (error) {
    if (error instanceof ApiError) await recordRelayedMessage(api.db, { ...row, result: error.code });
    throw error;
  }
}

/** The submission of a message that is kept says later what became of it. */
function recordOf(received: Exclude<MessageReceived, { outcome: 'held' }>) {
  const { outcome, accountId, requestId, submissionId, time } = received;
  return outcome === 'kept'
    ? { accountId, requestId, submissionId, time, result: 'HELD' }
    : { accountId, requestId, time, result: 'SUBMITTED' };
}

/** Records that an app sent something without a message that could hold a code. */
export async function recordIgnored(
  { db }: Pick<Api, 'db'>,
  { origin, format, reason }: { origin: MessageOrigin; format: string; reason: IgnoredReason },
): Promise<void> {
  await recordRelayedMessage(db, { origin, format, sender: null, time: null, result: reason });
}
