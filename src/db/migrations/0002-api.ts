import { type Kysely, sql } from 'kysely';

/** For the API: rate counters, idempotency keys, and a column that says which requests are newer than a cursor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Unlogged: losing the counters in a crash only allows a few more attempts.
    create unlogged table rate_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );

    create table submission_claims (
      credential text not null,
      account_id uuid not null references accounts on delete cascade,
      idempotency_key text not null,
      body_fingerprint text not null,
      submission_id uuid not null references submissions on delete cascade,
      -- Kept until the submission was sent to its login, so that a repeated request can send it.
      sealed_code text,
      created_at timestamptz not null default now(),
      primary key (credential, account_id, idempotency_key)
    );
    create index submission_claims_account on submission_claims (account_id, created_at);
    create index submission_claims_submission on submission_claims (submission_id);

    -- Rows of transactions that a reader's snapshot did not see are new to that reader. Times and sequences are
    -- assigned before the commit, and would skip a request that was slow to commit.
    alter table assistance_requests add column opened_in xid8 not null default pg_current_xact_id();
  `.execute(db);
}
