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
  const { origin } = source;
  const { time } = message;
  const sender = message.from === undefined ? null : maskSender(message.from);
  try {
    const received = await receiveMessage({ api, source, message });
    await recordRelayedMessage(api.db, {
      origin,
      format,
      sender,
      time: received.time,
      result: received.outcome === 'held' ? 'HELD' : 'SUBMITTED',
      ...(received.outcome === 'submitted' && {
        accountId: received.accountId,
        requestId: received.requestId,
      }),
    });
    return received;
  } catch (error) {
    if (error instanceof ApiError)
      await recordRelayedMessage(api.db, { origin, format, sender, time, result: error.code });
    throw error;
  }
}

/** Records that an app sent something without a message that could hold a code. */
export async function recordIgnored(
  { db }: Pick<Api, 'db'>,
  { origin, format, reason }: { origin: MessageOrigin; format: string; reason: IgnoredReason },
): Promise<void> {
  await recordRelayedMessage(db, { origin, format, sender: null, time: null, result: reason });
}
