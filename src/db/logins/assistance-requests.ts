import { type RequestContent, requestContentSchema } from '../../assistance/request-content.js';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import type { AssistanceRequest } from '../tables/schema.js';

/** What readers are shown of a request, for statements that also read other tables. */
export const joinedRequest = joinedTable<AssistanceRequest>()('request', [
  'id',
  'account_id',
  'status',
  'reason',
  'type',
  'descriptor',
  'attempts',
  'max_attempts',
  'previous_outcome',
  'bank_message',
  'requested_at',
  'created_at',
  'expires_at',
  'resend_available_at',
]);

export type ShownRequest = NonNullable<ReturnType<typeof joinedRequest.of>>;

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
