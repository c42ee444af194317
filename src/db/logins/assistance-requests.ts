import { type RequestContent, requestContentSchema } from '../../assistance/request-content.js';
import type { Db } from '../open.js';
import type { AssistanceRequest } from '../tables/schema.js';

/** A request of the account, whatever became of it. */
export async function findRequest(
  db: Db,
  { accountId, requestId }: { accountId: string; requestId: string },
): Promise<AssistanceRequest | undefined> {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('id', '=', requestId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** The pending request of an account, of which there is at most one. */
export async function findPendingRequest(db: Db, accountId: string): Promise<AssistanceRequest | undefined> {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

/** What a request asks for. */
export const contentOf = ({
  type,
  descriptor,
}: Pick<AssistanceRequest, 'type' | 'descriptor'>): RequestContent =>
  requestContentSchema.parse({ type, descriptor });
