import { sql } from 'kysely';
import type { Db } from '../open.js';

/** A page of an account's history, newest first: up to `limit` rows older than the row `before` (null: from the newest). */
export interface HistoryPage {
  accountId: string;
  before: string | null;
  limit: number;
}

const evidenceOfLogin = sql`from failure_evidence
  where failure_evidence.login_id = logins.id and failure_evidence.expires_at > now()`;
const hasEvidence = sql<boolean>`exists (select ${evidenceOfLogin})`;
const failureCause = sql<string | null>`(select cause ${evidenceOfLogin})`;

type PagedTable = 'logins' | 'assistance_requests' | 'submissions';

/**
 * Whether a row is older than the row `before`. Its time is looked up again instead of being part of the cursor,
 * because the database's times are finer than JavaScript's and a rounded time would skip or repeat rows.
 */
function isAfterCursor(
  table: PagedTable,
  column: 'started_at' | 'created_at',
  { accountId, before }: HistoryPage,
) {
  const time = sql.ref(column);
  return sql<boolean>`(${time}, id) < (select ${time}, id from ${sql.table(table)}
    where id = ${before} and account_id = ${accountId})`;
}

/** Logins, each with whether there is evidence of why it failed, and with its cause; newest first by their start. */
export async function listLogins(db: Db, page: HistoryPage) {
  return db
    .selectFrom('logins')
    .selectAll()
    .select([hasEvidence.as('has_evidence'), failureCause.as('failure_cause')])
    .where('account_id', '=', page.accountId)
    .$if(page.before !== null, (query) => query.where(isAfterCursor('logins', 'started_at', page)))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** Assistance requests, newest first. */
export async function listRequests(db: Db, page: HistoryPage) {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('account_id', '=', page.accountId)
    .$if(page.before !== null, (query) =>
      query.where(isAfterCursor('assistance_requests', 'created_at', page)),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** Submissions, each with the type of its request; newest first. */
export async function listSubmissions(db: Db, page: HistoryPage) {
  return db
    .selectFrom('submissions')
    .selectAll()
    .select((submission) =>
      submission
        .selectFrom('assistance_requests as request')
        .select('request.type')
        .whereRef('request.id', '=', 'submissions.request_id')
        .$asScalar()
        .$notNull()
        .as('type'),
    )
    .where('account_id', '=', page.accountId)
    .$if(page.before !== null, (query) => query.where(isAfterCursor('submissions', 'created_at', page)))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** The audit trail, ordered by event id. */
export async function listEvents(db: Db, { accountId, before, limit }: HistoryPage) {
  return db
    .selectFrom('events')
    .selectAll()
    .where('account_id', '=', accountId)
    .$if(before !== null, (query) => query.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** A page of the history of all accounts of a user, newest first, as far back as `since`. */
export interface UserHistoryPage {
  userId: string;
  since: Date;
  before: string | null;
  limit: number;
}

/** Logins of all accounts of a user, each with its account's name; newest first by their start. */
export async function listUserLogins(db: Db, { userId, since, before, limit }: UserHistoryPage) {
  return db
    .selectFrom('logins')
    .innerJoin('accounts', 'accounts.id', 'logins.account_id')
    .selectAll('logins')
    .select([
      'accounts.name as account_name',
      hasEvidence.as('has_evidence'),
      failureCause.as('failure_cause'),
    ])
    .where('accounts.user_id', '=', userId)
    .where('logins.started_at', '>=', since)
    .$if(before !== null, (query) =>
      query.where(
        sql<boolean>`(logins.started_at, logins.id) < (select started_at, id from logins where id = ${before})`,
      ),
    )
    .orderBy('logins.started_at', 'desc')
    .orderBy('logins.id', 'desc')
    .limit(limit)
    .execute();
}

/** The audit trail of a user, each event with the name of its account, null if that was deleted; ordered by event id. */
export async function listUserEvents(db: Db, { userId, since, before, limit }: UserHistoryPage) {
  return db
    .selectFrom('events')
    .leftJoin('accounts', 'accounts.id', 'events.account_id')
    .selectAll('events')
    .select('accounts.name as account_name')
    .where('events.user_id', '=', userId)
    .where('events.occurred_at', '>=', since)
    .$if(before !== null, (query) => query.where('events.id', '<', before))
    .orderBy('events.id', 'desc')
    .limit(limit)
    .execute();
}
