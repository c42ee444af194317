import { sql, type Updateable } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import { coversAccount } from '../events/plan-deliveries.js';
import type { Db, Trx } from '../open.js';
import type { NotificationEndpoint, NotificationEndpointsTable } from '../tables/delivery-tables.js';

export type EndpointValues = Omit<
  NotificationEndpoint,
  'previous_secret_sealed' | 'secret_rotated_at' | 'disabled_reason' | 'created_at'
>;
export type EndpointChange = Updateable<Omit<NotificationEndpointsTable, 'id' | 'user_id' | 'created_at'>>;

/** The endpoints of a user, oldest first. */
export const listEndpoints = (db: Db, userId: string): Promise<NotificationEndpoint[]> =>
  db
    .selectFrom('notification_endpoints')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();

/** Each event of a user is compared with all of them. */
export const maxEndpoints = 50;

/** Adds an endpoint. The audit trail records its id, and no address. Undefined if the user has `maxEndpoints` already. */
export async function addEndpoint(
  db: Db,
  values: EndpointValues,
  actor: Actor,
): Promise<NotificationEndpoint | undefined> {
  return db.transaction().execute(async (trx) => {
    const { user_id: userId } = values;
    await trx.selectFrom('users').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
    if ((await listEndpoints(trx, userId)).length >= maxEndpoints) return undefined;
    const added = await trx
      .insertInto('notification_endpoints')
      .values(values)
      .returningAll()
      .executeTakeFirstOrThrow();
    await record(trx, added, { type: 'endpoint.created', actor });
    return added;
  });
}

/** Changes an endpoint; `decide` gets the current one, which is locked. Undefined if the user has no such endpoint. */
export async function changeEndpoint(
  db: Db,
  { userId, endpointId, actor }: { userId: string; endpointId: string; actor: Actor },
  decide: (current: NotificationEndpoint) => Promise<EndpointChange>,
): Promise<NotificationEndpoint | undefined> {
  return db.transaction().execute(async (trx) => {
    const current = await trx
      .selectFrom('notification_endpoints')
      .selectAll()
      .where('id', '=', endpointId)
      .where('user_id', '=', userId)
      .forUpdate()
      .executeTakeFirst();
    if (!current) return undefined;
    const change = await decide(current);
    // A replaced signing secret also signs for a day, next to the new one.
    const isRotated =
      change.signing_secret_sealed !== undefined && current.signing_secret_sealed !== null
        ? { previous_secret_sealed: current.signing_secret_sealed, secret_rotated_at: sql<Date>`now()` }
        : {};
    const changed = await trx
      .updateTable('notification_endpoints')
      .set({ ...change, ...isRotated })
      .where('id', '=', endpointId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await record(trx, changed, { type: 'endpoint.changed', actor });
    return changed;
  });
}

/** Deletes an endpoint; deliveries to it that are under way become obsolete. False if the user has no such endpoint. */
export async function deleteEndpoint(
  db: Db,
  { userId, endpointId, actor }: { userId: string; endpointId: string; actor: Actor },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const deleted = await trx
      .deleteFrom('notification_endpoints')
      .where('id', '=', endpointId)
      .where('user_id', '=', userId)
      .returningAll()
      .executeTakeFirst();
    if (deleted) await record(trx, deleted, { type: 'endpoint.deleted', actor });
    return deleted !== undefined;
  });
}

const record = (
  trx: Trx,
  { id, user_id: userId, name }: NotificationEndpoint,
  event: { type: 'endpoint.created' | 'endpoint.changed' | 'endpoint.deleted'; actor: Actor },
): Promise<void> => recordUserEvent(trx, userId, { ...event, details: { endpointId: id, name } });

export type CoveredAccount = Awaited<ReturnType<typeof findCoveredAccounts>>[number];

/** The accounts that the filters of an endpoint let through, with how long their requests wait. */
export async function findCoveredAccounts(
  db: Db,
  {
    userId,
    accountIds,
    bankCodes,
  }: { userId: string; accountIds: readonly string[] | null; bankCodes: readonly string[] | null },
) {
  const filters = sql<{ account_ids: string[] | null; bank_codes: string[] | null }>`(
    select ${accountIds}::uuid[] as account_ids, ${bankCodes}::text[] as bank_codes)`.as('endpoint');
  return db
    .selectFrom('accounts')
    .innerJoin('account_configs', 'account_configs.account_id', 'accounts.id')
    .innerJoin(filters, (join) => join.onTrue())
    .selectAll('accounts')
    .select('account_configs.otp_wait_seconds')
    .where('accounts.user_id', '=', userId)
    .where(coversAccount)
    .orderBy('accounts.created_at')
    .execute();
}
