import { sql } from 'kysely';
import { type Actor, actorSchema } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db } from '../open.js';
import type { AnswerableAccounts } from './message-routing.js';
import {
  type HeldMessageEnd,
  isFrom,
  type MessageOrigin,
  originColumns,
  recordHeldMessageEnd,
} from './relayed-messages.js';

export interface NewHeldMessage {
  id: string;
  origin: MessageOrigin;
  fingerprint: string;
  sealed: string;
  actor: Actor;
  sentAt: Date;
  waitingAccountIds: string[];
}

/**
 * Holds a message for 30 s. The same message again extends that, unless another process is deciding about it just now.
 * `record` is called with the id of the held message before anyone can decide about it.
 */
export async function holdMessage(
  db: Db,
  message: NewHeldMessage,
  record: (trx: Db, heldMessageId: string) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => record(trx, await insertOrExtend(trx, message)));
}

async function insertOrExtend(db: Db, message: NewHeldMessage): Promise<string> {
  const heldAgain = await db
    .updateTable('held_messages')
    .set({
      held_until: sql<Date>`now() + interval '30 seconds'`,
      waiting_account_ids: message.waitingAccountIds,
    })
    .where('id', 'in', (query) =>
      // A locked row is skipped, not waited for: if it is about to be used, it must not be held again.
      query
        .selectFrom('held_messages as held')
        .select('id')
        .where(isFrom(message.origin, 'held'))
        .where('fingerprint', '=', message.fingerprint)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .executeTakeFirst();
  if (heldAgain) return heldAgain.id;
  await db
    .insertInto('held_messages')
    .values({
      id: message.id,
      ...originColumns(message.origin),
      fingerprint: message.fingerprint,
      sealed: message.sealed,
      actor: JSON.stringify(message.actor),
      sent_at: message.sentAt,
      waiting_account_ids: message.waitingAccountIds,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return message.id;
}

/** The ids of all held messages, those that expire first at the front. */
export async function readHeldMessageIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('held_messages').select('id').orderBy('held_until').execute();
  return rows.map(({ id }) => id);
}

async function lockHeldMessage(db: Db, id: string) {
  return db
    .selectFrom('held_messages as held')
    .leftJoin('api_keys as key', 'key.id', 'held.key_id')
    .leftJoin('mailboxes as mailbox', 'mailbox.id', 'held.mailbox_id')
    .leftJoin('accounts as owner', 'owner.id', 'mailbox.account_id')
    .selectAll('held')
    .select(['key.user_id as key_user_id', 'key.account_ids as key_account_ids'])
    .select(['owner.id as mailbox_account_id', 'owner.user_id as mailbox_user_id'])
    .select(sql<boolean>`held_until <= now()`.as('is_over'))
    .select(sql<boolean>`key.revoked_at is not null`.as('is_revoked'))
    .where('held.id', '=', id)
    .forUpdate('held')
    .skipLocked()
    .executeTakeFirst();
}

export type HeldMessage = NonNullable<Awaited<ReturnType<typeof lockHeldMessage>>>;

/** The accounts that a held message may be for. */
export function accountsOf(held: HeldMessage): AnswerableAccounts {
  if (held.key_user_id !== null) return { userId: held.key_user_id, accountIds: held.key_account_ids };
  const { mailbox_account_id: accountId, mailbox_user_id: userId } = held;
  return accountId === null || userId === null ? 'all' : { userId, accountIds: [accountId] };
}

/** What happens to a held message; `dropped` with the reason for the audit trail. */
export type HeldMessageDecision =
  'keep' | { used: { accountId: string; requestId: string; submissionId: string } } | { dropped: string };

/**
 * Locks a held message, calls `decide` and applies its decision. Other processes skip the locked row; if this one dies,
 * the next one decides again. Does nothing if the message is gone or locked.
 */
export async function decideHeldMessage(
  db: Db,
  id: string,
  decide: (held: HeldMessage) => Promise<HeldMessageDecision>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const held = await lockHeldMessage(trx, id);
    if (!held) return;
    const decision = await decide(held);
    if (decision === 'keep') return;
    await trx.deleteFrom('held_messages').where('id', '=', id).execute();
    if ('dropped' in decision) await recordDropped(trx, held, decision.dropped);
    await recordHeldMessageEnd(trx, id, 'used' in decision ? decision.used : resultOf(decision.dropped));
  });
}

/** A result is an error code where there is one. */
const resultOf = (dropped: string): HeldMessageEnd => ({
  result: dropped === 'nothing_fitted' ? 'NO_PENDING_REQUEST' : dropped.toUpperCase(),
});

async function recordDropped(db: Db, held: HeldMessage, reason: string): Promise<void> {
  const accounts = await db
    .selectFrom('accounts')
    .select(['id', 'user_id'])
    .where('id', '=', sql<string>`any(${held.waiting_account_ids}::uuid[])`)
    .execute();
  for (const account of accounts)
    await recordEvent(db, account, {
      type: 'message.dropped',
      actor: actorSchema.parse(held.actor),
      details: { messageId: held.id, reason, sentAt: held.sent_at.toISOString() },
    });
}
