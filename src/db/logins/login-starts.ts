import { sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import type { LoginMode, SessionType } from '../../assistance/statuses.js';
import { codesSentTo } from './code-budget.js';
import { copyLoginCredentials } from './login-credentials.js';
import { recordEvent } from '../events/events.js';
import { closeLostLogin } from './login-reports.js';
import { countRetriesAnew, retryStarted } from './login-retries.js';
import type { Db, Trx } from '../open.js';

/**
 * What decides whether a session may start. Read in one statement, because a failed login ends and blocks the account in
 * one transaction. Throws NoResultError, which the API answers with 404, if the account was deleted in the meantime.
 */
export async function readStartFacts(db: Db, accountId: string) {
  const { blocked_at, blocked_reason, open_login_id, codes_sent, ...config } = await db
    .selectFrom('accounts')
    .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
    .leftJoin('logins as open', (join) =>
      join.onRef('open.account_id', '=', 'accounts.id').on('open.ended_at', 'is', null),
    )
    .selectAll('config')
    .select(['blocked_at', 'blocked_reason', 'open.id as open_login_id'])
    .select(codesSentTo('accounts.id').as('codes_sent'))
    .where('accounts.id', '=', accountId)
    .executeTakeFirstOrThrow();
  return {
    config,
    block: { at: blocked_at, reason: blocked_reason },
    isOpen: open_login_id !== null,
    codesSent: codes_sent,
  };
}

export type StartFacts = Awaited<ReturnType<typeof readStartFacts>>;

export interface NewLogin {
  loginId: string;
  accountId: string;
  workflowId: string;
  bankCode: string;
  sessionType: SessionType;
  loginMode: LoginMode;
}

/**
 * Records the start of a login. Safe to repeat: the API does it before it responds, and the workflow again in case the
 * API died in between. Another open login of the account is closed: Temporal does not start a second workflow while
 * one is running, so the workflow of that login has ended without a report.
 */
export async function recordLoginStarted(db: Db, login: NewLogin, actor: Actor = system): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Locks the account, so that concurrent starts do not violate the index `logins_one_open`.
    const account = await trx
      .selectFrom('accounts')
      .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
      .select(['accounts.id', 'user_id', 'config.fatal_after_failures', 'config.max_codes_per_day'])
      .where('accounts.id', '=', login.accountId)
      .forNoKeyUpdate('accounts')
      .executeTakeFirst();
    if (!account) return;
    const earlier = await trx
      .selectFrom('logins')
      .select('id')
      .where((eb) =>
        eb.or([
          eb('id', '=', login.loginId),
          eb.and([eb('account_id', '=', account.id), eb('ended_at', 'is', null)]),
        ]),
      )
      .execute();
    if (earlier.some(({ id }) => id === login.loginId)) return recordStarter(trx, login, actor);
    for (const { id } of earlier) await closeLostLogin(trx, id);
    const started = trx.with('retry', (cte) => retryStarted(cte, account.id, actor));
    const inserted = started.with('login', (cte) =>
      cte.insertInto('logins').values({
        id: login.loginId,
        account_id: login.accountId,
        workflow_id: login.workflowId,
        bank_code: login.bankCode,
        session_type: login.sessionType,
        login_mode: login.loginMode,
        fatal_after_failures: account.fatal_after_failures,
        max_codes_per_day: account.max_codes_per_day,
        phase: 'starting',
      }),
    );
    await copyLoginCredentials(inserted, login);
    await recordEvent(trx, account, { type: 'login.started', actor, details: { loginId: login.loginId } });
  });
}

/** Adds the actor to the event of a start that the workflow, which does not know who started it, recorded first. */
async function recordStarter(trx: Trx, { loginId, accountId }: NewLogin, actor: Actor): Promise<void> {
  if (actor.kind === 'system') return;
  await countRetriesAnew(trx, accountId).execute();
  await trx
    .updateTable('events')
    .set({ actor: JSON.stringify(actor) })
    .where('account_id', '=', accountId)
    .where('type', '=', 'login.started')
    .where(sql`details ->> 'loginId'`, '=', loginId)
    .execute();
}
