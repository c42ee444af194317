import { system } from '../../assistance/actor.js';
import type { AccountEventType } from '../../assistance/event-types.js';
import type { LoginReport } from '../../assistance/login-report.js';
import type { Phase } from '../../assistance/statuses.js';
import { recordEvent } from '../events/events.js';
import type { Trx } from '../open.js';

/** A login while one of its reports is applied. */
export interface ReportingLogin {
  readonly loginId: string;
  readonly accountId: string;
  readonly userId: string;
  /** Whether one of the events recorded so far planned a delivery, which must be started after the commit. */
  hasPlannedDelivery: boolean;
}

/**
 * Accepts a report if it is newer than the last one of its run, and records its number and phase. Locks account and
 * login until the transaction ends. Null for an outdated report, or if the login is missing or has ended.
 */
export async function acceptReport(
  trx: Trx,
  { loginId, runId, number }: Pick<LoginReport, 'loginId' | 'runId' | 'number'>,
  phase: Phase,
): Promise<ReportingLogin | null> {
  // FOR NO KEY UPDATE, as wherever a login or an account is locked for anything but its deletion: inserting a
  // submission takes a key-share lock on both rows, so FOR UPDATE could deadlock with it over the request.
  // The account comes first, because it is locked first wherever both are.
  const login = await trx
    .selectFrom('accounts')
    .innerJoin('logins', 'logins.account_id', 'accounts.id')
    .select(['logins.run_id', 'logins.report_number', 'logins.account_id', 'accounts.user_id'])
    .where('logins.id', '=', loginId)
    .where('logins.ended_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!login || (login.run_id === runId && login.report_number >= number)) return null;
  await trx
    .updateTable('logins')
    .set({ run_id: runId, report_number: number, phase })
    .where('id', '=', loginId)
    .execute();
  return { loginId, accountId: login.account_id, userId: login.user_id, hasPlannedDelivery: false };
}

/** Records an event of a login, with the system as its actor, and notes on the login if it planned a delivery. */
export async function recordLoginEvent(
  trx: Trx,
  login: ReportingLogin,
  type: AccountEventType,
  details: Record<string, unknown>,
): Promise<void> {
  const account = { id: login.accountId, user_id: login.userId };
  if (await recordEvent(trx, account, { type, actor: system, details })) login.hasPlannedDelivery = true;
}
