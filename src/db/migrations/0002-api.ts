import { type Kysely, sql } from 'kysely';

/** What only the API keeps: counters, idempotency keys, and what tells a request newer than a cursor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Losing it in a crash only forgives a few attempts.
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
      -- Until the login was told of the submission, so that a repeat can tell it.
      sealed_code text,
      created_at timestamptz not null default now(),
      primary key (credential, account_id, idempotency_key)
    );
    create index submission_claims_account on submission_claims (account_id, created_at);
    create index submission_claims_submission on submission_claims (submission_id);

    -- Rows of transactions that a reader's snapshot could not see yet are exactly what is new to that reader;
    -- times and sequences are taken before the commit, and would skip a request that was slow to commit.
    alter table assistance_requests add column opened_in xid8 not null default pg_current_xact_id();
  `.execute(db);
}
