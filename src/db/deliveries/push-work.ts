import { sql } from 'kysely';
import type { Db } from '../open.js';

/** Something to send to a browser: a request to show, or one to withdraw, as it was answered or has ended. */
export interface Push {
  subscriptionId: string;
  requestId: string;
  kind: 'show' | 'withdraw';
  attempts: number;
  endpoint: string;
  keysSealed: string;
  language: string;
  accountId: string;
  accountName: string;
  bankCode: string;
  /** Type and descriptor of the request, as stored: `requestContentSchema` parses them. */
  content: { type: string; descriptor: unknown };
  expiresAt: Date;
  /** By the database's clock; negative after the deadline. */
  secondsLeft: number;
}

/** Plans a push for each pending request and each browser of its user that does not have one. */
export async function planPushes(db: Db): Promise<void> {
  await db
    .insertInto('pushes')
    .columns(['subscription_id', 'request_id'])
    .expression((eb) =>
      eb
        .selectFrom('push_subscriptions as subscription')
        .innerJoin('accounts', 'accounts.user_id', 'subscription.user_id')
        .innerJoin('assistance_requests as request', 'request.account_id', 'accounts.id')
        .select(['subscription.id', 'request.id'])
        .where('request.status', '=', 'pending'),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // The request ended before anything was sent.
  await db
    .deleteFrom('pushes')
    .using('assistance_requests as request')
    .whereRef('request.id', '=', 'pushes.request_id')
    .where('request.status', '!=', 'pending')
    .where('pushes.attempts', '=', 0)
    .execute();
}

/** If the process that claimed a push dies or fails, another attempt is made after so many seconds. */
const retrySeconds = 15;

/** Claims pushes that are due, for this process. Each is due again in 15 s unless its end is recorded before. */
export async function claimPushes(db: Db, limit: number): Promise<Push[]> {
  const { rows } = await sql<{
    subscription_id: string;
    request_id: string;
    attempts: number;
    is_pending: boolean;
    endpoint: string;
    keys_sealed: string;
    language: string;
    account_id: string;
    account_name: string;
    bank_code: string;
    type: string;
    descriptor: unknown;
    expires_at: Date;
    seconds_left: number;
  }>`
    with due as (
      select pushes.subscription_id, pushes.request_id, request.status = 'pending' as is_pending
      from pushes join assistance_requests as request on request.id = pushes.request_id
      where pushes.next_attempt_at <= now() and not (pushes.is_shown and request.status = 'pending')
      order by pushes.next_attempt_at
      limit ${limit}
      for update of pushes skip locked
    ), claimed as (
      update pushes set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${retrySeconds})
      from due
      where pushes.subscription_id = due.subscription_id and pushes.request_id = due.request_id
      returning pushes.subscription_id, pushes.request_id, pushes.attempts, due.is_pending
    )
    select claimed.*, subscription.endpoint, subscription.keys_sealed, subscription.language,
      account.id as account_id, account.name as account_name, account.bank_code,
      request.type, request.descriptor, request.expires_at,
      extract(epoch from request.expires_at - now())::float as seconds_left
    from claimed
    join push_subscriptions as subscription on subscription.id = claimed.subscription_id
    join assistance_requests as request on request.id = claimed.request_id
    join accounts as account on account.id = request.account_id`.execute(db);
  return rows.map((row) => ({
    subscriptionId: row.subscription_id,
    requestId: row.request_id,
    kind: row.is_pending ? 'show' : 'withdraw',
    attempts: row.attempts,
    endpoint: row.endpoint,
    keysSealed: row.keys_sealed,
    language: row.language,
    accountId: row.account_id,
    accountName: row.account_name,
    bankCode: row.bank_code,
    content: { type: row.type, descriptor: row.descriptor },
    expiresAt: row.expires_at,
    secondsLeft: row.seconds_left,
  }));
}

type PushId = Pick<Push, 'subscriptionId' | 'requestId'>;

/** Records that the push service took a request to be shown. It is withdrawn as soon as the request has ended. */
export async function recordShown(db: Db, { subscriptionId, requestId }: PushId): Promise<void> {
  await db
    .updateTable('pushes')
    .set({ is_shown: true, attempts: 1, next_attempt_at: sql<Date>`now()` })
    .where('subscription_id', '=', subscriptionId)
    .where('request_id', '=', requestId)
    .execute();
}

/** Forgets a push that was withdrawn, or cannot be. */
export async function forgetPush(db: Db, { subscriptionId, requestId }: PushId): Promise<void> {
  await db
    .deleteFrom('pushes')
    .where('subscription_id', '=', subscriptionId)
    .where('request_id', '=', requestId)
    .execute();
}

/** Deletes a subscription that its push service no longer knows. */
export async function deleteGoneSubscription(db: Db, subscriptionId: string): Promise<void> {
  await db.deleteFrom('push_subscriptions').where('id', '=', subscriptionId).execute();
}
