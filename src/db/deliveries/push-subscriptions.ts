import { randomUUID } from 'node:crypto';
import type { Db } from '../open.js';

/** The key pair of this service; undefined before the first subscription. */
export async function readPushKeys(db: Db) {
  return db.selectFrom('push_keys').select(['public_key', 'private_key_sealed']).executeTakeFirst();
}

/** Stores a key pair unless there is one. All processes then read the same. */
export async function storePushKeys(
  db: Db,
  keys: { public_key: string; private_key_sealed: string },
): Promise<void> {
  await db
    .insertInto('push_keys')
    .values(keys)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface NewSubscription {
  userId: string;
  signInId: string;
  endpoint: string;
  language: string;
}

/** The id of the subscription with this endpoint, for which its keys are sealed: a known one of the user, or a new one. */
export async function subscriptionIdOf(db: Db, { userId, endpoint }: NewSubscription): Promise<string> {
  const known = await db
    .selectFrom('push_subscriptions')
    .select('id')
    .where('endpoint', '=', endpoint)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return known?.id ?? randomUUID();
}

/** Every request is pushed to all of them. */
const maxSubscriptions = 50;

/**
 * Adds a subscription, or replaces the one with this endpoint: a browser belongs to who signed in there last. Of more than
 * 50 of a user, the oldest are deleted.
 */
export async function storeSubscription(
  db: Db,
  {
    id,
    userId,
    signInId,
    endpoint,
    language,
    keysSealed,
  }: NewSubscription & { id: string; keysSealed: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('push_subscriptions')
      .where('endpoint', '=', endpoint)
      .where('id', '!=', id)
      .execute();
    const changes = { sign_in_id: signInId, keys_sealed: keysSealed, language };
    await trx
      .insertInto('push_subscriptions')
      .values({ id, user_id: userId, endpoint, ...changes })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
      .execute();
    await trx
      .deleteFrom('push_subscriptions')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('push_subscriptions')
          .select('id')
          .where('user_id', '=', userId)
          .where('id', '!=', id)
          .orderBy('created_at', 'desc')
          .offset(maxSubscriptions - 1),
      )
      .execute();
  });
}

/** Deletes the subscription with this endpoint, if it is the user's. Returns whether it was. */
export async function deleteSubscription(
  db: Db,
  { userId, endpoint }: { userId: string; endpoint: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('push_subscriptions')
    .where('endpoint', '=', endpoint)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
