import { sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import type { LoginMode, SessionType } from '../../assistance/statuses.js';
import { copyLoginCredentials } from './login-credentials.js';
import { recordEvent } from '../events/events.js';
import { closeLostLogin } from './login-reports.js';
import type { Db, Trx } from '../open.js';

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
    const known = await trx
      .selectFrom('logins')
      .select('id')
      .where('id', '=', login.loginId)
      .executeTakeFirst();
    if (known) return recordStarter(trx, login, actor);
    const abandoned = await trx
      .selectFrom('logins')
      .select('id')
      .where('account_id', '=', account.id)
      .where('ended_at', 'is', null)
      .execute();
    for (const { id } of abandoned) await closeLostLogin(trx, id);
    await trx
      .insertInto('logins')
      .values({
        id: login.loginId,
        account_id: login.accountId,
        workflow_id: login.workflowId,
        bank_code: login.bankCode,
        session_type: login.sessionType,
        login_mode: login.loginMode,
        fatal_after_failures: account.fatal_after_failures,
        max_codes_per_day: account.max_codes_per_day,
        phase: 'starting',
      })
      .execute();
    await copyLoginCredentials(trx, login);
    await recordEvent(trx, account, { type: 'login.started', actor, details: { loginId: login.loginId } });
  });
}

/** Adds the actor to the event of a start that the workflow, which does not know who started it, recorded first. */
async function recordStarter(trx: Trx, { loginId, accountId }: NewLogin, actor: Actor): Promise<void> {
  if (actor.kind === 'system') return;
  await trx
    .updateTable('events')
    .set({ actor: JSON.stringify(actor) })
    .where('account_id', '=', accountId)
    .where('type', '=', 'login.started')
    .where(sql`details ->> 'loginId'`, '=', loginId)
    .execute();
}
