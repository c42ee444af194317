import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { AssistanceRequest, Login } from '../tables/schema.js';

export async function findOpenLogin(db: Db, accountId: string): Promise<Login | undefined> {
  return db
    .selectFrom('logins')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export async function findPendingRequest(db: Db, accountId: string): Promise<AssistanceRequest | undefined> {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

/** How many codes the bank sent, or may have sent, to this account in the last 24 hours. */
export async function countCodesSent(db: Db, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('codes_sent')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('sent_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirstOrThrow();
  return Number(count);
}
