import { sql } from 'kysely';
import type { LoginEnd, LoginReport, LoginReportResult } from '../../assistance/login-report.js';
import type { RequestType } from '../../assistance/request-content.js';
import { standingAfter } from '../../assistance/skip-on-fatal.js';
import type { BlockReason, SubmissionOutcome } from '../../assistance/statuses.js';
import { deleteLoginCredentials } from './login-credentials.js';
import { dropTrustedBrowser } from '../accounts/trusted-browsers.js';
import type { Db, Trx } from '../open.js';
import { dropRetry, planRetry } from './login-retries.js';
import { type ReportingLogin, acceptReport, recordLoginEvent } from './report-sequence.js';
import { changeRequest, cancelPending } from './request-reports.js';
import { bankTookMs } from './submissions.js';

const now = sql<Date>`now()`;

/**
 * Applies a report of a login: its phase, its request, outcomes of submissions, its end. Safe to repeat. Returns whether
 * there may be deliveries to start, and what the report has changed.
 */
export async function applyLoginReport(
  db: Db,
  report: LoginReport,
): Promise<LoginReportResult & { mayHavePlannedDelivery: boolean }> {
  return db.transaction().execute(async (trx) => {
    const login = await acceptReport(trx, report, report.phase);
    // A repeated report: the process that applied it may have died before it started the deliveries.
    if (!login) return { mayHavePlannedDelivery: true, blocked: null };
    const settled: RecordedOutcome[] = [];
    for (const submission of report.submissions) settled.push(...(await recordOutcome(trx, submission)));
    const wasRejected = report.submissions.some(({ outcome }) => outcome === 'rejected');
    if (report.request) await changeRequest(trx, login, report.request, { wasRejected });
    // A running session waits for no code. A pending row can only come from a restored database.
    if (report.phase === 'running') await cancelPending(trx, login, 'error');
    if (report.loggedIn) await recordLoggedIn(trx, login);
    const blocked = report.end ? await recordEnd(trx, login, report.end) : null;
    // Wakes API requests that wait for these outcomes (Prefer: wait).
    for (const details of settled) await recordLoginEvent(trx, login, 'code.settled', { ...details });
    return { mayHavePlannedDelivery: login.hasPlannedDelivery, blocked };
  });
}

interface RecordedOutcome {
  submissionId: string;
  /** What the submission's request asks for. */
  type: RequestType;
  outcome: SubmissionOutcome;
  bankTookMs: number | null;
}

/** Records an outcome. Returns nothing if the submission has one already, because its request ended or the report is a repeat. */
async function recordOutcome(
  trx: Trx,
  { submissionId, outcome }: LoginReport['submissions'][number],
): Promise<RecordedOutcome[]> {
  const row = await trx
    .updateTable('submissions')
    .from('assistance_requests as request')
    .set({ outcome, outcome_at: now })
    .where('submissions.id', '=', submissionId)
    .where('submissions.outcome', 'is', null)
    .whereRef('request.id', '=', 'submissions.request_id')
    .returning(['request.type', 'submissions.tried_at', 'submissions.outcome_at'])
    .executeTakeFirst();
  return row ? [{ submissionId, type: row.type, outcome, bankTookMs: bankTookMs(row) }] : [];
}

/**
 * Ends a login whose workflow no longer exists and never reported an end: it was terminated, deleted, or lost with a
 * restored Temporal database. False if the login has ended in the meantime.
 */
export async function closeLostLogin(trx: Trx, loginId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('accounts')
    .innerJoin('logins', 'logins.account_id', 'accounts.id')
    .select(['logins.account_id', 'logins.outcome', 'accounts.user_id'])
    .where('logins.id', '=', loginId)
    .where('logins.ended_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return false;
  const login = { loginId, accountId: row.account_id, userId: row.user_id, hasPlannedDelivery: false };
  await recordLoginEvent(trx, login, 'login.reconciled', { loginId, reason: 'workflow_gone' });
  await recordEnd(
    trx,
    login,
    row.outcome === 'logged_in'
      ? { outcome: 'logged_in', reason: 'session_lost' }
      : { outcome: 'session_lost', reason: null },
  );
  return true;
}

async function recordLoggedIn(trx: Trx, login: ReportingLogin): Promise<void> {
  const isNews = await trx
    .updateTable('logins')
    .set({ logged_in_at: now, outcome: 'logged_in' })
    .where('id', '=', login.loginId)
    .where('logged_in_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  // A login that publishes its state again repeats this report.
  if (!isNews) return;
  await trx.updateTable('accounts').set({ failures_in_row: 0 }).where('id', '=', login.accountId).execute();
  await recordLoginEvent(trx, login, 'session.started', { loginId: login.loginId });
}

/** Returns why the account is blocked with this end, or null. */
async function recordEnd(trx: Trx, login: ReportingLogin, end: LoginEnd): Promise<BlockReason | null> {
  await trx
    .updateTable('logins')
    .set({ ended_at: now, outcome: end.outcome, reason: end.reason })
    .where('id', '=', login.loginId)
    .execute();
  await trx.deleteFrom('checkpoints').where('login_id', '=', login.loginId).execute();
  await deleteLoginCredentials(trx, login.loginId);
  await cancelPending(trx, login, end.outcome === 'session_lost' ? 'session_lost' : 'error');
  if (end.outcome !== 'bank_unavailable') await dropRetry(trx, login.accountId);
  const details = { loginId: login.loginId, outcome: end.outcome, reason: end.reason };
  if (end.outcome === 'logged_in') {
    const wanted = end.reason === 'completed' || end.reason === 'stopped';
    if (!wanted) await recordLoginEvent(trx, login, 'scrape.failed', details);
    await recordLoginEvent(trx, login, wanted ? 'session.stopped' : 'session.needs_attention', details);
    return null;
  }
  if (end.outcome === 'cancelled') {
    await recordLoginEvent(trx, login, 'session.stopped', details);
    return null;
  }
  const block = await countFailure(trx, login, end);
  if (end.outcome === 'bank_unavailable') await planRetry(trx, login);
  await recordLoginEvent(trx, login, 'login.failed', details);
  await recordLoginEvent(trx, login, 'session.needs_attention', details);
  return block;
}

/** Skip-on-fatal protection: counts the failure and blocks the account if necessary. */
async function countFailure(
  trx: Trx,
  login: ReportingLogin,
  { outcome }: LoginEnd,
): Promise<BlockReason | null> {
  const account = await trx
    .selectFrom('accounts')
    .innerJoin('logins', 'logins.account_id', 'accounts.id')
    .select(['failures_in_row', 'fatal_after_failures'])
    .where('logins.id', '=', login.loginId)
    .executeTakeFirstOrThrow();
  const standing = standingAfter({
    outcome,
    failuresInRow: account.failures_in_row,
    fatalAfterFailures: account.fatal_after_failures,
  });
  // The kept browser may be what made it fail.
  if (standing.failuresInRow > account.failures_in_row) await dropTrustedBrowser(trx, login.accountId);
  await trx
    .updateTable('accounts')
    .set({
      failures_in_row: standing.failuresInRow,
      ...(standing.block && { blocked_at: now, blocked_reason: standing.block }),
    })
    .where('id', '=', login.accountId)
    .execute();
  if (standing.block) await recordLoginEvent(trx, login, 'account.blocked', { reason: standing.block });
  return standing.block;
}
