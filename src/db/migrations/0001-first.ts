import { type Kysely, sql } from 'kysely';

/** The first tables. The database also checks text columns that have a fixed set of values. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id uuid primary key,
      email text not null,
      name text,
      password_hash text not null,
      created_at timestamptz not null default now()
    );
    create unique index users_email on users (lower(email));

    create table sign_ins (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      ended_at timestamptz
    );
    create index sign_ins_user on sign_ins (user_id);

    create table api_keys (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      name text not null,
      prefix text not null,
      key_hash text not null unique,
      scopes text[] not null,
      account_ids uuid[],
      created_at timestamptz not null default now(),
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_keys_user on api_keys (user_id);

    create table accounts (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      bank_code text not null,
      name text not null,
      created_at timestamptz not null default now(),
      failures_in_row integer not null default 0,
      blocked_at timestamptz,
      blocked_reason text check (blocked_reason in ('bad_credentials', 'account_locked', 'too_many_failures'))
    );
    create index accounts_user on accounts (user_id);

    create table account_configs (
      account_id uuid primary key references accounts on delete cascade,
      session_type text not null default 'one-shot' check (session_type in ('one-shot', 'persistent')),
      login_mode text not null default 'simple' check (login_mode in ('simple', 'assisted')),
      bank_username_sealed text,
      bank_password_sealed text,
      totp_secret_sealed text,
      notification_endpoint_url text,
      notification_auth_type text check (notification_auth_type in ('bearer', 'api_key')),
      notification_auth_token_sealed text,
      notification_signing_secret_sealed text,
      notification_events text[] not null default '{}',
      otp_wait_seconds integer not null default 180,
      max_codes_per_day integer not null default 10,
      fatal_after_failures integer not null default 3,
      sms_senders text[] not null default '{}'
    );

    create table logins (
      id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      workflow_id text not null,
      bank_code text not null,
      session_type text not null,
      login_mode text not null,
      phase text not null,
      report_number integer not null default 0,
      run_id text,
      started_at timestamptz not null default now(),
      logged_in_at timestamptz,
      ended_at timestamptz,
      outcome text,
      reason text
    );
    create unique index logins_one_open on logins (account_id) where ended_at is null;
    create index logins_account on logins (account_id, started_at desc, id desc);

    create table assistance_requests (
      id uuid primary key,
      login_id uuid not null references logins on delete cascade,
      account_id uuid not null references accounts on delete cascade,
      status text not null check (status in ('pending', 'fulfilled', 'cancelled', 'expired')),
      reason text,
      descriptor jsonb not null,
      attempts integer not null default 0,
      max_attempts integer,
      previous_outcome text check (previous_outcome in ('rejected')),
      bank_message text,
      requested_at timestamptz not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      resend_available_at timestamptz,
      ended_at timestamptz
    );
    create unique index assistance_requests_one_pending on assistance_requests (account_id) where status = 'pending';
    create index assistance_requests_account on assistance_requests (account_id, created_at desc, id desc);
    create index assistance_requests_login on assistance_requests (login_id);

    create table submissions (
      id uuid primary key,
      request_id uuid not null references assistance_requests on delete cascade,
      login_id uuid not null references logins on delete cascade,
      account_id uuid not null references accounts on delete cascade,
      fingerprint text not null,
      actor jsonb not null,
      created_at timestamptz not null default now(),
      tried_at timestamptz,
      outcome text check (outcome in
        ('accepted', 'rejected', 'repeated', 'not_needed', 'superseded', 'too_late', 'unknown')),
      outcome_at timestamptz
    );
    create index submissions_account on submissions (account_id, created_at desc, id desc);
    create index submissions_request on submissions (request_id);
    create index submissions_login on submissions (login_id);

    -- Rows are kept as long as possible, because they keep a step from being taken twice: codes_sent as long as its
    -- account, bank_steps forever.
    create table bank_steps (
      login_id uuid not null,
      step text not null,
      started_at timestamptz not null default now(),
      primary key (login_id, step)
    );
    create table codes_sent (
      login_id uuid not null,
      step text not null,
      account_id uuid not null references accounts on delete cascade,
      sent_at timestamptz not null default now(),
      primary key (login_id, step)
    );
    create index codes_sent_account on codes_sent (account_id, sent_at);

    create table events (
      id bigint generated always as identity primary key,
      user_id uuid not null references users on delete cascade,
      account_id uuid,
      type text not null,
      actor jsonb not null,
      details jsonb not null,
      occurred_at timestamptz not null default now()
    );
    create index events_account on events (account_id, id desc);

    create table worker_beats (
      worker text primary key,
      beat_at timestamptz not null default now()
    );
  `.execute(db);
}
