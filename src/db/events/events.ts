import { sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import type { AccountEventType, EventType, UserEventType } from '../../assistance/event-types.js';
import type { Db } from '../open.js';
import type { Account } from '../tables/schema.js';
import { planDeliveries } from './plan-deliveries.js';

/** The columns that identify an account and its owner; every row of `accounts` has them. */
export type AccountOwner = Pick<Account, 'id' | 'user_id'>;

interface NewEvent<Type extends EventType> {
  type: Type;
  actor: Actor;
  /** Must not contain secrets: everyone who may read the account reads it. */
  details: Record<string, unknown>;
}

/** The channel on which every recorded event is announced, as `{ id, type, accountId, userId }`. */
export const eventsChannel = 'assisted_login_events';

/**
 * Records an event of an account, announces it to listeners when the transaction commits, and plans the deliveries that
 * report it. Returns whether a delivery was planned: if so, call startPlannedDeliveries after the commit.
 */
export async function recordEvent(
  db: Db,
  account: AccountOwner,
  event: NewEvent<AccountEventType>,
): Promise<boolean> {
  const { id: accountId, user_id: userId } = account;
  const { id, occurredAt } = await insertEvent(db, { userId, accountId }, event);
  return planDeliveries(db, { ...event, accountId, id, occurredAt });
}

/** Records and announces an event of a user that concerns no account, such as a sign-in. */
export async function recordUserEvent(db: Db, userId: string, event: NewEvent<UserEventType>): Promise<void> {
  await insertEvent(db, { userId, accountId: null }, event);
}

/** Inserts and announces an event in one statement. */
async function insertEvent(
  db: Db,
  { userId, accountId }: { userId: string; accountId: string | null },
  { type, actor, details }: NewEvent<EventType>,
): Promise<{ id: string; occurredAt: Date }> {
  return db
    .with('event', (cte) =>
      cte
        .insertInto('events')
        .values({
          user_id: userId,
          account_id: accountId,
          type,
          actor: JSON.stringify(actor),
          details: JSON.stringify(details),
        })
        .returning(['id', 'occurred_at', 'type', 'account_id', 'user_id']),
    )
    .selectFrom('event')
    .select(['id', 'occurred_at as occurredAt', announcement.as('announced')])
    .executeTakeFirstOrThrow();
}

/** Announces the rows of a statement's CTE `event` when its transaction commits, as an expression of a select from it. */
export const announcement = sql`pg_notify(${sql.lit(eventsChannel)}, json_build_object(
  'id', id::text, 'type', type, 'accountId', account_id, 'userId', user_id)::text)`;

/** Records why a resend that was requested did not take place. Does nothing if the account has been deleted. */
export async function recordNotResent(
  db: Db,
  { accountId, requestId, reason }: { accountId: string; requestId: string; reason: string },
): Promise<void> {
  const account = await db
    .selectFrom('accounts')
    .select(['id', 'user_id'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (!account) return;
  const details = { requestId, type: 'otp', reason };
  await recordEvent(db, account, { type: 'assistance.not_resent', actor: system, details });
}
