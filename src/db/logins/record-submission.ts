import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { announcement } from '../events/events.js';
import type { Db } from '../open.js';
import { type Param, prepare } from '../prepare.js';
import type { NewIdempotencyKey } from './idempotency-keys.js';

export interface NewSubmission {
  submissionId: string;
  requestId: string;
  loginId: string;
  accountId: string;
  userId: string;
  fingerprint: string;
  /** The label of the option that was chosen; absent for codes and texts. */
  optionLabel?: string;
  actor: Actor;
}

interface Values extends Omit<NewSubmission, 'actor' | 'optionLabel'> {
  optionLabel: string | null;
  actor: string;
}
type KeyedValues = Values & Omit<NewIdempotencyKey, 'accountId'>;

interface Recorded {
  is_pending: boolean;
  was_used: boolean;
  is_recorded: boolean;
}

/**
 * Locks the account first, as its deletion does: the insert needs that lock, too, and would otherwise deadlock with a
 * deletion that waits for the request. The lock on the request orders the insert and the report that ends the request
 * and gives all its submissions an outcome. `answerable` has one row if the submission may be recorded, else none.
 */
const answerable = (param: Param<Values>) => sql`
  account as (
    select id from accounts where id = ${param('accountId')} for key share
  ),
  request as (
    select request.id, request.type
    from assistance_requests as request join account on account.id = request.account_id
    where request.id = ${param('requestId')} and request.status = 'pending'
    for share of request
  ),
  -- A code that arrived too early for a second prompt was never typed, and may be right now.
  used as (
    select from submissions
    where login_id = ${param('loginId')} and request_id <> ${param('requestId')}
      and fingerprint = ${param('fingerprint')} and tried_at is not null
    limit 1
  ),
  answerable as (
    select from request where not exists (select from used)
  )`;

/** Inserts the submission and its event if the CTE has a row. */
const insertIf = (cte: 'answerable' | 'claimed', param: Param<Values>) => sql`
  submission as (
    insert into submissions (id, request_id, login_id, account_id, fingerprint, option_label, actor)
    select ${param('submissionId')}::uuid, ${param('requestId')}::uuid, ${param('loginId')}::uuid,
      ${param('accountId')}::uuid, ${param('fingerprint')}::text, ${param('optionLabel')}::text,
      ${param('actor')}::jsonb
    from ${sql.ref(cte)}
    returning id, request_id, option_label, actor
  ),
  event as (
    insert into events (user_id, account_id, type, actor, details)
    select ${param('userId')}::uuid, ${param('accountId')}::uuid, 'code.submitted', submission.actor,
      jsonb_strip_nulls(jsonb_build_object('submissionId', submission.id, 'requestId', request_id,
        'type', request.type, 'option', option_label))
    from submission join request on request.id = request_id
    returning id, type, account_id, user_id
  ),
  announced as materialized (
    select ${announcement} from event
  )
  select exists (select from request) as is_pending, exists (select from used) as was_used,
    exists (select from announced) as is_recorded`;

const record = prepare(
  'record_submission',
  (_db, param: Param<Values>) => sql<Recorded>`with ${answerable(param)}, ${insertIf('answerable', param)}`,
);

/** Of concurrent statements with the same key, the others wait for the first at the key's row. */
const recordKeyed = prepare(
  'record_keyed_submission',
  (_db, param: Param<KeyedValues>) => sql<Recorded>`with ${answerable(param)},
  expired as (
    delete from submission_claims
    where account_id = ${param('accountId')} and created_at < now() - interval '24 hours'
      and (credential, idempotency_key) <> (${param('credential')}, ${param('idempotencyKey')})
  ),
  claimed as (
    insert into submission_claims as claim
      (credential, account_id, idempotency_key, body_fingerprint, submission_id, sealed_code)
    select ${param('credential')}::text, ${param('accountId')}::uuid, ${param('idempotencyKey')}::text,
      ${param('bodyFingerprint')}::text, ${param('submissionId')}::uuid, ${param('sealedAnswer')}::text
    from answerable
    on conflict (credential, account_id, idempotency_key) do update set
      body_fingerprint = excluded.body_fingerprint, submission_id = excluded.submission_id,
      sealed_code = excluded.sealed_code, created_at = excluded.created_at
    where claim.created_at < now() - interval '24 hours'
    returning submission_id
  ),
  ${insertIf('claimed', param)}`,
);

/**
 * Records a submission, before it is sent to its login, with its event and, if there is one, its idempotency key: all of
 * them or nothing, in one statement. `not_pending`: the request has ended. `used_before`: the same code was typed for an
 * earlier request of the login. `key_in_use`: a submission was recorded under the key in the last 24 hours; of concurrent
 * calls with the same key one records, and the others get this after it has committed.
 */
export async function recordSubmission(
  db: Db,
  { actor, optionLabel, ...submission }: NewSubmission,
  key?: NewIdempotencyKey,
): Promise<'recorded' | 'not_pending' | 'used_before' | 'key_in_use'> {
  const values = { ...submission, optionLabel: optionLabel ?? null, actor: JSON.stringify(actor) };
  const [row] = await (key ? recordKeyed(db, { ...values, ...key }) : record(db, values));
  if (row?.is_recorded) return 'recorded';
  if (!row?.is_pending) return 'not_pending';
  return row.was_used ? 'used_before' : 'key_in_use';
}
