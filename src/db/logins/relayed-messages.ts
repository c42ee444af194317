import { sql } from 'kysely';
import type { Db } from '../open.js';

/** What a message came with. */
export type MessageOrigin = { keyId: string } | { mailboxId: string };

/** Matches the messages of an origin, in a table with both columns. */
export const isFrom = (origin: MessageOrigin) =>
  'keyId' in origin ? sql<boolean>`key_id = ${origin.keyId}` : sql<boolean>`mailbox_id = ${origin.mailboxId}`;

/** The columns of a message that say what it came with. */
export const originColumns = (origin: MessageOrigin) =>
  'keyId' in origin
    ? { key_id: origin.keyId, mailbox_id: null }
    : { key_id: null, mailbox_id: origin.mailboxId };

export interface NewRelayedMessage {
  origin: MessageOrigin;
  /** The app's path; null for the general one. */
  format: string | null;
  /** Masked. */
  sender: string | null;
  time: 'given' | 'arrival' | null;
  result: string;
  accountId?: string;
  requestId?: string;
}

/** Records what became of a message. */
export async function recordRelayedMessage(db: Db, message: NewRelayedMessage): Promise<void> {
  await db
    .insertInto('relayed_messages')
    .values({
      ...originColumns(message.origin),
      format: message.format,
      sender: message.sender,
      time: message.time,
      result: message.result,
      account_id: message.accountId ?? null,
      request_id: message.requestId ?? null,
    })
    .execute();
}

/** The last 50 messages of this origin, newest first. The caller checks that the user may see them. */
export async function readRelayedMessages(db: Db, origin: MessageOrigin) {
  return db
    .selectFrom('relayed_messages as message')
    .select([
      'message.received_at',
      'message.format',
      'message.sender',
      'message.time',
      'message.result',
      'message.account_id',
      'message.request_id',
    ])
    .where(isFrom(origin))
    .orderBy('message.received_at', 'desc')
    .orderBy('message.id')
    .limit(50)
    .execute();
}

export type RelayedMessage = Awaited<ReturnType<typeof readRelayedMessages>>[number];

/** Deletes records older than seven days, except the last one of each key and mailbox, which says since when it is silent. */
export async function deleteOldRelayedMessages(db: Db): Promise<void> {
  await db
    .deleteFrom('relayed_messages as old')
    .where('old.received_at', '<', sql<Date>`now() - interval '7 days'`)
    .where((where) =>
      where.exists(
        where
          .selectFrom('relayed_messages as newer')
          .select('newer.id')
          .where(sql<boolean>`(newer.key_id = old.key_id or newer.mailbox_id = old.mailbox_id)`)
          .whereRef('newer.received_at', '>', 'old.received_at'),
      ),
    )
    .execute();
}
