import { sql, type Transaction } from 'kysely';
import type { Actor } from '../assistance/actor.js';
import type { Db } from './open.js';
import { planDelivery } from './plan-delivery.js';
import type { Database } from './schema.js';

export interface NewEvent {
  userId: string;
  accountId: string | null;
  /** A type of the contract (`assistance.requested`) or an audit one (`config.changed`). */
  type: string;
  actor: Actor;
  /** Never a secret: it is read by everybody who may read the account. */
  details: Record<string, unknown>;
}

/** The channel on which every recorded event is announced, as `{ id, type, accountId, userId }`. */
export const eventsChannel = 'assisted_login_events';

/**
 * Records what happened and announces it; listeners hear of it when the transaction commits. The delivery of a
 * webhook that tells of it is planned with it: call startPlannedDeliveries after the commit.
 */
export async function recordEvent(db: Db | Transaction<Database>, event: NewEvent): Promise<void> {
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
  if (accountId !== null) await planDelivery(db, { ...event, accountId, id, occurredAt });
  const note = { id, type: event.type, accountId: event.accountId, userId: event.userId };
  await sql`select pg_notify(${eventsChannel}, ${JSON.stringify(note)})`.execute(db);
}
