import { sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import type { EventType } from '../../assistance/event-types.js';
import type { Db } from '../open.js';
import { planDeliveries } from './plan-deliveries.js';

export interface NewEvent {
  userId: string;
  accountId: string | null;
  type: EventType;
  actor: Actor;
  /** Must not contain secrets: everyone who may read the account reads it. */
  details: Record<string, unknown>;
}

/** The channel on which every recorded event is announced, as `{ id, type, accountId, userId }`. */
export const eventsChannel = 'assisted_login_events';

/**
 * Records an event, plans its deliveries and notifies listeners when the transaction commits. If deliveries may have
 * been planned, call startPlannedDeliveries after the commit.
 */
export async function recordEvent(db: Db, event: NewEvent): Promise<void> {
  const { id, occurred_at: occurredAt } = await db
    .insertInto('events')
    .values({
      user_id: event.userId,
      account_id: event.accountId,
      type: event.type,
      actor: JSON.stringify(event.actor),
      details: JSON.stringify(event.details),
    })
    .returning(['id', 'occurred_at'])
    .executeTakeFirstOrThrow();
  const { accountId } = event;
  if (accountId !== null) await planDeliveries(db, { ...event, accountId, id, occurredAt });
  const note = { id, type: event.type, accountId: event.accountId, userId: event.userId };
  await sql`select pg_notify(${eventsChannel}, ${JSON.stringify(note)})`.execute(db);
}

/** Records why no code was resent, although the caller's request for another code had been accepted. */
export async function recordNotResent(
  db: Db,
  { accountId, requestId, reason }: { accountId: string; requestId: string; reason: string },
): Promise<void> {
  const account = await db
    .selectFrom('accounts')
    .select('user_id')
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (!account) return;
  const details = { requestId, reason };
  const type = 'assistance.not_resent';
  await recordEvent(db, { userId: account.user_id, accountId, type, actor: system, details });
}
