import { sql } from 'kysely';
import type { Db } from '../open.js';

export interface NewRelayedMessage {
  keyId: string;
  /** The app's path; null for the general one. */
  format: string | null;
  /** Masked. */
  sender: string | null;
  time: 'given' | 'arrival' | null;
  result: string;
  accountId?: string;
  requestId?: string;
}

/** Records what became of a message that came with a key. */
export async function recordRelayedMessage(db: Db, message: NewRelayedMessage): Promise<void> {
  await db
    .insertInto('relayed_messages')
    .values({
      key_id: message.keyId,
      format: message.format,
      sender: message.sender,
      time: message.time,
      result: message.result,
      account_id: message.accountId ?? null,
      request_id: message.requestId ?? null,
    })
    .execute();
}

/** The last 50 messages that came with a key of the user, newest first. */
export async function readRelayedMessages(db: Db, { userId, keyId }: { userId: string; keyId: string }) {
  return db
    .selectFrom('relayed_messages as message')
    .innerJoin('api_keys as key', 'key.id', 'message.key_id')
    .select([
      'message.received_at',
      'message.format',
      'message.sender',
      'message.time',
      'message.result',
      'message.account_id',
      'message.request_id',
    ])
    .where('key.id', '=', keyId)
    .where('key.user_id', '=', userId)
    .orderBy('message.received_at', 'desc')
    .orderBy('message.id')
    .limit(50)
    .execute();
}

/** Deletes records older than seven days, except the last one of each key, which says since when it is silent. */
export async function deleteOldRelayedMessages(db: Db): Promise<void> {
  await db
    .deleteFrom('relayed_messages as old')
    .where('old.received_at', '<', sql<Date>`now() - interval '7 days'`)
    .where((where) =>
      where.exists(
        where
          .selectFrom('relayed_messages as newer')
          .select('newer.id')
          .whereRef('newer.key_id', '=', 'old.key_id')
          .whereRef('newer.received_at', '>', 'old.received_at'),
      ),
    )
    .execute();
}
