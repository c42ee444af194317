import { sql } from 'kysely';
import type { Db } from '../open.js';

/** Sealed browser states. The queries here never see their content. */

/** The login, and its account, that a row belongs to. */
export interface LoginRef {
  loginId: string;
  accountId: string;
}

/** One of the browsers that a login has one after the other, counted from 1. */
export interface HoldRef extends LoginRef {
  holdNumber: number;
}

const now = sql<Date>`now()`;

/**
 * Saves or replaces the checkpoint of a login. False if there is that of a later hold, which stays: a worker that was
 * suspended may wake up when another one has long continued the login.
 */
export async function saveCheckpoint(
  db: Db,
  { loginId, accountId, holdNumber }: HoldRef,
  sealed: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('checkpoints')
    .values({ login_id: loginId, account_id: accountId, sealed, hold_number: holdNumber })
    .onConflict((conflict) =>
      conflict
        .column('login_id')
        .doUpdateSet({ sealed, saved_at: now, hold_number: holdNumber })
        .where('checkpoints.hold_number', '<=', holdNumber),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** Deletes the checkpoint of a login, unless a later hold saved it. */
export async function deleteCheckpoint(db: Db, { loginId, holdNumber }: HoldRef): Promise<void> {
  await db
    .deleteFrom('checkpoints')
    .where('login_id', '=', loginId)
    .where('hold_number', '<=', holdNumber)
    .execute();
}

/** The sealed checkpoint of a login; undefined if there is none. */
export async function findCheckpoint(db: Db, loginId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('checkpoints')
    .select('sealed')
    .where('login_id', '=', loginId)
    .executeTakeFirst();
  return row?.sealed;
}

/** Saves or replaces the browser state of a logged-in session. That of a later hold stays. */
export async function saveSessionState(
  db: Db,
  { loginId, accountId, holdNumber }: HoldRef,
  sealed: string,
): Promise<void> {
  await db
    .insertInto('session_states')
    .values({ login_id: loginId, account_id: accountId, sealed, hold_number: holdNumber })
    .onConflict((conflict) =>
      conflict
        .column('login_id')
        .doUpdateSet({ sealed, saved_at: now, hold_number: holdNumber })
        .where('session_states.hold_number', '<=', holdNumber),
    )
    .execute();
}

/**
 * The state of the account's open session, or of a one-shot session that completed less than 10 minutes ago
 * (docs/api.md, *Use the session*).
 */
export async function findSessionState(
  db: Db,
  accountId: string,
): Promise<{ loginId: string; loggedInAt: Date; sealed: string } | undefined> {
  const row = await db
    .selectFrom('session_states')
    .innerJoin('logins', 'logins.id', 'session_states.login_id')
    .select(['logins.id', 'logins.logged_in_at', 'session_states.sealed'])
    .where('logins.account_id', '=', accountId)
    .where('logins.logged_in_at', 'is not', null)
    .where((where) =>
      where.or([
        where('logins.ended_at', 'is', null),
        where.and([
          where('logins.session_type', '=', 'one-shot'),
          where('logins.reason', '=', 'completed'),
          where('logins.ended_at', '>', sql<Date>`now() - interval '10 minutes'`),
        ]),
      ]),
    )
    .orderBy('logins.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.logged_in_at) return undefined;
  return { loginId: row.id, loggedInAt: row.logged_in_at, sealed: row.sealed };
}

/** Deletes the checkpoints of ended logins, and session states 10 minutes after their login has ended. */
export async function deleteOldBrowserStates(db: Db): Promise<void> {
  const ended = sql<string>`(select id from logins where ended_at < now() - interval '10 minutes')`;
  await db.deleteFrom('session_states').where('login_id', 'in', ended).execute();
  await db
    .deleteFrom('checkpoints')
    .where('login_id', 'in', sql<string>`(select id from logins where ended_at is not null)`)
    .execute();
}
