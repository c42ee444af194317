import { sql } from 'kysely';
import type { OpenedRequest, RenewedRequest, RequestChange } from '../../assistance/login-report.js';
import type { RequestContent } from '../../assistance/request-content.js';
import { outcomeOfUntried } from '../../assistance/verdict.js';
import { toWireContent } from '../../assistance/wire-request-content.js';
import type { Db, Trx } from '../open.js';
import { type ReportingLogin, acceptReport, recordLoginEvent } from './report-sequence.js';
import type { AssistanceRequest } from '../tables/schema.js';
import { closeOpenSubmissions } from './submissions.js';
import { contentOf } from './assistance-requests.js';
import { deleteCodePicture } from './code-pictures.js';

const now = sql<Date>`now()`;
const secondsFromNow = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;

interface RequestTimes {
  createdAt: Date;
  expiresAt: Date;
  secondsLeft: number;
  resendAvailableAt: Date | null;
}

/**
 * Opens an assistance request. From its commit on it exists for every reader, and its deadline counts from there. Safe
 * to repeat. Returns the times of the row by the database's clock (null if the account was deleted), and whether there
 * may be deliveries to start.
 */
export async function openRequest(
  db: Db,
  opened: OpenedRequest,
): Promise<{ times: RequestTimes | null; mayHavePlannedDelivery: boolean }> {
  return db.transaction().execute(async (trx) => {
    const login = await acceptReport(trx, opened, 'waiting_for_code');
    if (login) await insertRequest(trx, login, opened);
    const row = await trx
      .selectFrom('assistance_requests')
      .select(['created_at', 'expires_at', 'resend_available_at'])
      .select(sql<number>`extract(epoch from expires_at - clock_timestamp())::float8`.as('seconds_left'))
      .where('id', '=', opened.requestId)
      .executeTakeFirst();
    const times = row
      ? {
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          // A repeated report finds a row whose deadline may have passed.
          secondsLeft: Math.max(row.seconds_left, 0),
          resendAvailableAt: row.resend_available_at,
        }
      : null;
    // If the report is a repeat, the process that applied it may have died before it started the deliveries.
    return { times, mayHavePlannedDelivery: login?.hasPlannedDelivery ?? true };
  });
}

async function insertRequest(trx: Trx, login: ReportingLogin, opened: OpenedRequest): Promise<void> {
  // An older pending request of the account is left over from a workflow that never reported its end.
  const older = await selectPending(trx, login).where('id', '!=', opened.requestId).executeTakeFirst();
  if (older) await cancelRequest(trx, login, older, 'error');
  const inserted = await trx
    .insertInto('assistance_requests')
    .values({
      id: opened.requestId,
      login_id: login.loginId,
      account_id: login.accountId,
      status: 'pending',
      type: opened.type,
      descriptor: JSON.stringify(opened.descriptor),
      max_attempts: opened.maxAttempts,
      bank_message: opened.bankMessage,
      requested_at: new Date(opened.requestedAt),
      expires_at: secondsFromNow(opened.waitSeconds),
      resend_available_at:
        opened.resendAfterSeconds === null ? null : secondsFromNow(opened.resendAfterSeconds),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('expires_at')
    .executeTakeFirst();
  if (!inserted) return;
  await recordRequested(trx, login, {
    requestId: opened.requestId,
    content: opened,
    attempts: 0,
    expiresAt: inserted.expires_at,
  });
}

interface Requested {
  requestId: string;
  content: RequestContent;
  attempts: number;
  expiresAt: Date;
}

/** The details are those that clients of Reconbanker know, and `expires_at`. */
async function recordRequested(
  trx: Trx,
  login: ReportingLogin,
  { requestId, content, attempts, expiresAt }: Requested,
): Promise<void> {
  await recordLoginEvent(trx, login, 'assistance.requested', {
    requestId,
    ...toWireContent(content, { accountId: login.accountId, requestId }),
    attempts,
    expires_at: expiresAt.toISOString(),
  });
}

/** A request lives for at most 15 minutes, however often its code is resent (docs/api.md, *Ask for another code*). */
const latestDeadline = sql<Date>`created_at + interval '900 seconds'`;

/** Gives a request whose code was resent its new deadline. Safe to repeat. Null if the request is missing or has ended. */
export async function renewRequest(
  db: Db,
  renewed: RenewedRequest,
): Promise<{ expiresAt: Date; waitSeconds: number; resendAvailableAt: Date | null } | null> {
  return db.transaction().execute(async (trx) => {
    const login = await acceptReport(trx, renewed, 'waiting_for_code');
    if (login) {
      await trx
        .updateTable('assistance_requests')
        .set({
          requested_at: new Date(renewed.requestedAt),
          bank_message: renewed.bankMessage,
          expires_at: sql<Date>`least(${secondsFromNow(renewed.waitSeconds)}, ${latestDeadline})`,
          resend_available_at:
            renewed.resendAfterSeconds === null ? null : secondsFromNow(renewed.resendAfterSeconds),
        })
        .where('id', '=', renewed.requestId)
        .where('status', '=', 'pending')
        .execute();
      await recordLoginEvent(trx, login, 'assistance.resent', { requestId: renewed.requestId, type: 'otp' });
    }
    const row = await trx
      .selectFrom('assistance_requests')
      .select(['expires_at', 'resend_available_at'])
      .select(sql<number>`extract(epoch from expires_at - now())::float8`.as('seconds_left'))
      .where('id', '=', renewed.requestId)
      .where('status', '=', 'pending')
      .executeTakeFirst();
    return row
      ? {
          expiresAt: row.expires_at,
          waitSeconds: Math.max(row.seconds_left, 0),
          resendAvailableAt: row.resend_available_at,
        }
      : null;
  });
}

/** Records a rejected code or answer, or the end of a request. A request that has ended stays as it is. */
export async function changeRequest(
  trx: Trx,
  login: ReportingLogin,
  change: RequestChange,
  { wasRejected = false }: { wasRejected?: boolean } = {},
): Promise<void> {
  const changed = await trx
    .updateTable('assistance_requests')
    .where('id', '=', change.requestId)
    .where('status', '=', 'pending')
    .set({
      attempts: change.attempts,
      previous_outcome: change.previousOutcome,
      bank_message: change.bankMessage,
      ...(change.approval && { descriptor: JSON.stringify(change.approval) }),
      ...(change.end && {
        status: change.end.status,
        reason: change.end.status === 'cancelled' ? change.end.reason : null,
        ended_at: now,
      }),
    })
    .returning(['type', 'descriptor', 'expires_at'])
    .executeTakeFirst();
  if (!changed) return;
  const { type } = changed;
  const content = contentOf(changed);
  const details = { requestId: change.requestId, type, attempts: change.attempts };
  if (wasRejected) await recordLoginEvent(trx, login, 'assistance.rejected', details);
  if (!change.end) {
    // Asks again, for clients that know only Reconbanker's events, and for those that show the old number of an approval.
    if (wasRejected || change.approval)
      await recordRequested(trx, login, { ...change, content, expiresAt: changed.expires_at });
    return;
  }
  if (content.type === 'otp' && content.descriptor.hasPicture) await deleteCodePicture(trx, login.loginId);
  await recordLoginEvent(trx, login, `assistance.${change.end.status}`, {
    ...details,
    ...(change.end.status === 'cancelled' && { reason: change.end.reason }),
  });
  // The workflow has reported the outcomes it knows; these are submissions whose signal did not reach it.
  const untried = outcomeOfUntried(change.end.status, type);
  const undelivered = await closeOpenSubmissions(trx, change.requestId, untried);
  for (const { id, outcome } of undelivered)
    await recordLoginEvent(trx, login, 'code.settled', { submissionId: id, type, outcome });
}

/** Cancels a pending request that the run does not know of: after a reset, a lost workflow or a restored database. */
export async function cancelPending(
  trx: Trx,
  login: ReportingLogin,
  reason: 'session_lost' | 'error',
): Promise<void> {
  const pending = await selectPending(trx, login).where('login_id', '=', login.loginId).executeTakeFirst();
  if (pending) await cancelRequest(trx, login, pending, reason);
}

const selectPending = (trx: Trx, { accountId }: ReportingLogin) =>
  trx
    .selectFrom('assistance_requests')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '=', 'pending');

const cancelRequest = (
  trx: Trx,
  login: ReportingLogin,
  pending: AssistanceRequest,
  reason: 'session_lost' | 'error',
): Promise<void> =>
  changeRequest(trx, login, {
    requestId: pending.id,
    attempts: pending.attempts,
    previousOutcome: pending.previous_outcome,
    bankMessage: pending.bank_message,
    end: { status: 'cancelled', reason },
  });
