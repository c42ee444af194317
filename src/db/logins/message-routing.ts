import { sql } from 'kysely';
import { descriptorSchema } from '../../assistance/descriptor.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';
import { isUnexpired } from './idempotency-keys.js';

/** The accounts that a message may be for: those that a key may see, or all of the installation. */
export type AnswerableAccounts = VisibleAccounts | 'all';

function isVisible(seen: AnswerableAccounts) {
  if (seen === 'all') return sql<boolean>`true`;
  const { userId, accountIds } = seen;
  return sql<boolean>`
    (accounts.user_id = ${userId} and (${accountIds}::uuid[] is null or accounts.id = any(${accountIds}::uuid[])))`;
}

/** The current time by the database's clock, which all processes share and which dates the requests. */
export async function databaseTime(db: Db): Promise<Date> {
  const { now } = await db.selectNoFrom(sql<Date>`now()`.as('now')).executeTakeFirstOrThrow();
  return now;
}

/** The pending requests for a code, which a message could answer, oldest first. */
export async function readAnswerableRequests(db: Db, seen: AnswerableAccounts) {
  const rows = await db
    .selectFrom('assistance_requests as request')
    .innerJoin('accounts', 'accounts.id', 'request.account_id')
    .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
    .select([
      'request.id',
      'request.account_id',
      'request.login_id',
      'request.descriptor',
      'request.requested_at',
    ])
    .select(['config.sms_senders', 'accounts.user_id'])
    .where('request.status', '=', 'pending')
    .where('request.type', '=', 'otp')
    .where(isVisible(seen))
    .orderBy('request.created_at')
    .orderBy('request.id')
    .execute();
  return rows.map(({ descriptor, ...row }) => ({ ...row, descriptor: descriptorSchema.parse(descriptor) }));
}

export type AnswerableRequest = Awaited<ReturnType<typeof readAnswerableRequests>>[number];

const mayStillAskForCode = sql<boolean>`(logins.phase in ('starting', 'logging_in') or exists (
  select from assistance_requests as request
  where request.login_id = logins.id and request.status = 'pending' and request.type <> 'otp'))`;

/**
 * Accounts with a login that may still ask for the code: it has asked for nothing yet, or for something else, such as
 * where to send the code. It started at most 60 s after the message was sent.
 */
export async function accountsLoggingIn(
  db: Db,
  seen: AnswerableAccounts,
  { sentAt }: { sentAt: Date },
): Promise<string[]> {
  const rows = await db
    .selectFrom('logins')
    .innerJoin('accounts', 'accounts.id', 'logins.account_id')
    .select('accounts.id')
    .where('logins.ended_at', 'is', null)
    .where(mayStillAskForCode)
    .where('logins.started_at', '<=', sql<Date>`${sentAt}::timestamptz + interval '60 seconds'`)
    .where(isVisible(seen))
    .execute();
  return rows.map(({ id }) => id);
}

/** The submission of the same message, if the message was sent while the request that it answered existed. */
export async function findSubmittedMessage(
  db: Db,
  seen: AnswerableAccounts,
  { credential, sentAt }: { credential: string; sentAt: Date },
) {
  return db
    .selectFrom('submission_claims as claim')
    .innerJoin('accounts', 'accounts.id', 'claim.account_id')
    .innerJoin('submissions', 'submissions.id', 'claim.submission_id')
    .innerJoin('assistance_requests as request', 'request.id', 'submissions.request_id')
    .select(['submissions.outcome', 'request.id as request_id', 'request.account_id', 'request.login_id'])
    .select('accounts.user_id')
    .where('claim.credential', '=', credential)
    .where(isUnexpired)
    .where('request.requested_at', '<=', sql<Date>`${sentAt}::timestamptz + interval '60 seconds'`)
    .where('request.expires_at', '>=', sentAt)
    .where(isVisible(seen))
    .orderBy('claim.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export type SubmittedMessage = NonNullable<Awaited<ReturnType<typeof findSubmittedMessage>>>;
