import { system } from '../../assistance/actor.js';
import type { AccountEventType } from '../../assistance/event-types.js';
import type { LoginReport } from '../../assistance/login-report.js';
import type { Phase } from '../../assistance/statuses.js';
import { recordEvent } from '../events/events.js';
import type { Trx } from '../open.js';

/** What all reports of a login's workflow have in common. */

export interface ReportingLogin {
  loginId: string;
  accountId: string;
  userId: string;
}

/** Takes the report's number, once. Answers null for an old report, and for a login that is gone or ended. */
export async function acceptReport(
  trx: Trx,
  { loginId, runId, number }: Pick<LoginReport, 'loginId' | 'runId' | 'number'>,
  phase: Phase,
): Promise<ReportingLogin | null> {
  // Not FOR UPDATE, here and wherever a login or an account is locked but to delete it: adding a submission
  // takes a key share of both rows, and would wait for this while this waits for its request.
  // The account stands first, as it is locked first wherever both are.
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
  return { loginId, accountId: login.account_id, userId: login.user_id };
}

/** Records what a login did, for the audit trail and for whoever listens. */
export const recordLoginEvent = (
  trx: Trx,
  { userId, accountId }: ReportingLogin,
  type: AccountEventType,
  details: Record<string, unknown>,
): Promise<void> => recordEvent(trx, { userId, accountId, type, actor: system, details });
