import { sql } from 'kysely';
import type { Db } from '../open.js';

/** What a message came with. */
export type MessageOrigin = { keyId: string } | { mailboxId: string };

/** Matches the messages of an origin, in a table with both columns. */
export const isFrom = (origin: MessageOrigin, table: 'held' | 'message') =>
  'keyId' in origin
    ? sql<boolean>`${sql.ref(`${table}.key_id`)} = ${origin.keyId}`
    : sql<boolean>`${sql.ref(`${table}.mailbox_id`)} = ${origin.mailboxId}`;

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
  heldMessageId?: string;
  submissionId?: string;
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
      held_message_id: message.heldMessageId ?? null,
      submission_id: message.submissionId ?? null,
    })
    .execute();
}

/** What a held message became: a submission, or nothing for the reason in `result`. */
export type HeldMessageEnd =
  { accountId: string; requestId: string; submissionId: string } | { result: string };

/** Records what a held message became, for each time that it came. */
export async function recordHeldMessageEnd(
  db: Db,
  heldMessageId: string,
  end: HeldMessageEnd,
): Promise<void> {
  await db
    .updateTable('relayed_messages')
    .set({
      held_message_id: null,
      ...('result' in end
        ? { result: end.result }
        : { account_id: end.accountId, request_id: end.requestId, submission_id: end.submissionId }),
    })
    .where('held_message_id', '=', heldMessageId)
    .execute();
}

/**
 * The result of a message, of a held one as it is now: its code may have been sent to its login since, or its request may
 * have ended before that was possible.
 */
const currentResult = sql<string>`case
  when message.result <> 'HELD' then message.result
  -- It came again in the moment in which it was decided what it is for.
  when message.held_message_id is not null and held.id is null then 'CONFLICT'
  when message.submission_id is null then 'HELD'
  when claim.sealed_code is null and claim.submission_id is not null then 'SUBMITTED'
  when submission.outcome in ('not_needed', 'superseded', 'too_late') then 'REQUEST_SUPERSEDED'
  when submission.outcome is null and claim.submission_id is not null then 'HELD'
  else 'SUBMITTED' end`;

/** The last 50 messages of this origin, newest first. The caller checks that the user may see them. */
export async function readRelayedMessages(db: Db, origin: MessageOrigin) {
  return db
    .selectFrom('relayed_messages as message')
    .leftJoin('held_messages as held', 'held.id', 'message.held_message_id')
    .leftJoin('submissions as submission', 'submission.id', 'message.submission_id')
    .leftJoin('submission_claims as claim', 'claim.submission_id', 'message.submission_id')
    .select([
      'message.received_at',
      'message.format',
      'message.sender',
      'message.time',
      currentResult.as('result'),
      'message.account_id',
      'message.request_id',
    ])
    .where(isFrom(origin, 'message'))
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
