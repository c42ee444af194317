import { sql } from 'kysely';
import { type Actor, actorSchema } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';
import { isUnexpired } from './idempotency-keys.js';

const isVisible = ({ userId, accountIds }: VisibleAccounts) => sql<boolean>`
  (accounts.user_id = ${userId} and (${accountIds}::uuid[] is null or accounts.id = any(${accountIds}::uuid[])))`;

/** The pending requests that a message could be for, oldest first. */
export async function readAnswerableRequests(db: Db, seen: VisibleAccounts) {
  return db
    .selectFrom('assistance_requests as request')
    .innerJoin('accounts', 'accounts.id', 'request.account_id')
    .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
    .select([
      'request.id',
      'request.account_id',
      'request.login_id',
      'request.descriptor',
      'request.requested_at',
    ])
    .select('config.sms_senders')
    .where('request.status', '=', 'pending')
    .where(isVisible(seen))
    .orderBy('request.created_at')
    .orderBy('request.id')
    .execute();
}

export type AnswerableRequest = Awaited<ReturnType<typeof readAnswerableRequests>>[number];

/** The accounts whose login has begun and not asked yet, for a message that was not sent long before that. */
export async function accountsLoggingIn(
  db: Db,
  seen: VisibleAccounts,
  { sentAt }: { sentAt: Date },
): Promise<string[]> {
  const rows = await db
    .selectFrom('logins')
    .innerJoin('accounts', 'accounts.id', 'logins.account_id')
    .select('accounts.id')
    .where('logins.ended_at', 'is', null)
    .where('logins.phase', 'in', ['starting', 'logging_in'])
    .where('logins.started_at', '<=', sql<Date>`${sentAt}::timestamptz + interval '60 seconds'`)
    .where(isVisible(seen))
    .execute();
  return rows.map(({ id }) => id);
}

/** What the same message was submitted as, if it was sent within the life of the request that it answered. */
export async function findSubmittedMessage(
  db: Db,
  seen: VisibleAccounts,
  { credential, sentAt }: { credential: string; sentAt: Date },
) {
  return db
    .selectFrom('submission_claims as claim')
    .innerJoin('accounts', 'accounts.id', 'claim.account_id')
    .innerJoin('submissions', 'submissions.id', 'claim.submission_id')
    .innerJoin('assistance_requests as request', 'request.id', 'submissions.request_id')
    .select(['submissions.outcome', 'request.id as request_id', 'request.account_id', 'request.login_id'])
    .where('claim.credential', '=', credential)
    .where(isUnexpired)
    .where('request.requested_at', '<=', sql<Date>`${sentAt}::timestamptz + interval '60 seconds'`)
    .where('request.expires_at', '>=', sentAt)
    .where(isVisible(seen))
    .orderBy('claim.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export type SubmittedMessage = NonNullable<Awaited<ReturnType<typeof findSubmittedMessage>>>;

export interface NewHeldMessage {
  id: string;
  keyId: string;
  fingerprint: string;
  sealed: string;
  actor: Actor;
  sentAt: Date;
  waitingAccountIds: string[];
}

/** Holds a message for 30 s; the same one again for 30 s more, unless its fate is being decided just now. */
export async function holdMessage(db: Db, message: NewHeldMessage): Promise<void> {
  const heldAgain = await db
    .updateTable('held_messages')
    .set({
      held_until: sql<Date>`now() + interval '30 seconds'`,
      waiting_account_ids: message.waitingAccountIds,
    })
    .where('id', 'in', (query) =>
      // Not waited for: once it has been used it must not be held anew.
      query
        .selectFrom('held_messages as held')
        .select('id')
        .where('key_id', '=', message.keyId)
        .where('fingerprint', '=', message.fingerprint)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .executeTakeFirst();
  if (heldAgain) return;
  await db
    .insertInto('held_messages')
    .values({
      id: message.id,
      key_id: message.keyId,
      fingerprint: message.fingerprint,
      sealed: message.sealed,
      actor: JSON.stringify(message.actor),
      sent_at: message.sentAt,
      waiting_account_ids: message.waitingAccountIds,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function heldMessageIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('held_messages').select('id').orderBy('held_until').execute();
  return rows.map(({ id }) => id);
}

async function lockHeldMessage(db: Db, id: string) {
  return db
    .selectFrom('held_messages as held')
    .innerJoin('api_keys as key', 'key.id', 'held.key_id')
    .selectAll('held')
    .select(['key.user_id', 'key.account_ids', sql<boolean>`held_until <= now()`.as('is_over')])
    .select(sql<boolean>`key.revoked_at is not null`.as('is_revoked'))
    .where('held.id', '=', id)
    .forUpdate('held')
    .skipLocked()
    .executeTakeFirst();
}

export type HeldMessage = NonNullable<Awaited<ReturnType<typeof lockHeldMessage>>>;

/** What is to become of a held message; `dropped` with the reason that the audit trail tells. */
export type HeldVerdict = 'keep' | 'used' | { dropped: string };

/**
 * Has one process decide about a held message, and does as it says. The row stays locked meanwhile: another
 * process passes it by, and if this one dies the next one decides again.
 */
export async function decideHeldMessage(
  db: Db,
  id: string,
  decide: (held: HeldMessage) => Promise<HeldVerdict>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const held = await lockHeldMessage(trx, id);
    if (!held) return;
    const verdict = await decide(held);
    if (verdict === 'keep') return;
    await trx.deleteFrom('held_messages').where('id', '=', id).execute();
    if (verdict !== 'used') await recordDropped(trx, held, verdict.dropped);
  });
}

async function recordDropped(db: Db, held: HeldMessage, reason: string): Promise<void> {
  const accounts = await db
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', sql<string>`any(${held.waiting_account_ids}::uuid[])`)
    .where('user_id', '=', held.user_id)
    .execute();
  for (const { id: accountId } of accounts)
    await recordEvent(db, {
      userId: held.user_id,
      accountId,
      type: 'message.dropped',
      actor: actorSchema.parse(held.actor),
      details: { messageId: held.id, reason, sentAt: held.sent_at.toISOString() },
    });
}
