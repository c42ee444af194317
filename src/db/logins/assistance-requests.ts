import { type RequestContent, requestContentSchema } from '../../assistance/request-content.js';
import { joinedTable } from '../joined-table.js';
import { sql } from 'kysely';
import { joinedAccount } from '../accounts/accounts.js';
import { prepareKeyLookup } from '../accounts/api-keys.js';
import type { Db } from '../open.js';
import type { AssistanceRequest } from '../tables/schema.js';

/** What callers are shown of a request and need to answer it, for statements that also read other tables. */
export const joinedRequest = joinedTable<AssistanceRequest>()('request', [
  'id',
  'login_id',
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

const findKeyAndRow = prepareKeyLookup('key_and_request', (db, { accountId, userId }) =>
  db
    .selectFrom('accounts as account')
    .leftJoin('assistance_requests as request', (join) =>
      join.onRef('request.account_id', '=', 'account.id').on('request.status', '=', sql.lit('pending')),
    )
    .select([joinedAccount.column, joinedRequest.column])
    .where('account.id', '=', accountId())
    .where('account.user_id', '=', userId),
);

/** As `findKeyAndAccount`, and the pending request of the account. */
export async function findKeyAndRequest(db: Db, by: Parameters<typeof findKeyAndRow>[1]) {
  const read = await findKeyAndRow(db, by);
  if (!read) return undefined;
  const [row] = read.rows;
  return { key: read.key, account: joinedAccount.of(row), found: { request: joinedRequest.of(row) } };
}

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
export async function findPendingRequest(db: Db, accountId: string): Promise<ShownRequest | undefined> {
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
