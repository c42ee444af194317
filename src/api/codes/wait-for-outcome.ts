import type { SubmissionOutcome } from '../../assistance/statuses.js';
import { findRequest, findSubmission, wasRefusedBefore } from '../../db/logins/assistance-requests.js';
import type { Account, Submission } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import { waitFor } from '../http/poll-on-events.js';
import { attemptsRemaining } from '../logins/wire-assistance-request.js';
import { preferenceApplied } from './wire-prefer.js';

interface Waiting {
  api: Api;
  account: Account;
  submissionId: string;
  seconds: number;
  disconnect: AbortSignal;
}

/**
 * Waits for what becomes of a submission: `accepted`, or undefined when the wait ran out. Every other outcome is
 * thrown as the contract answers it to those who wait.
 */
export async function waitForOutcome(waiting: Waiting): Promise<'accepted' | undefined> {
  const { api, account, submissionId, seconds, disconnect } = waiting;
  const settled = await waitFor({
    feed: api.feed,
    concerns: ({ accountId }) => accountId === account.id,
    seconds,
    giveUp: disconnect,
    look: async () => {
      const found = await findSubmission(api.db, { accountId: account.id, submissionId });
      return found && found.outcome !== null ? { ...found, outcome: found.outcome } : undefined;
    },
  });
  if (!settled) return undefined;
  if (settled.outcome === 'accepted') return 'accepted';
  throw await refusal(waiting, settled);
}

async function refusal(
  { api, account, seconds }: Waiting,
  submission: Submission & { outcome: SubmissionOutcome },
): Promise<ApiError> {
  const { id, request_id: requestId, outcome } = submission;
  const request = await findRequest(api.db, { accountId: account.id, requestId });
  const facts = { outcome, submission_id: id, request_id: requestId };
  const headers = preferenceApplied(seconds);
  const isRefused =
    outcome === 'rejected' || (outcome === 'repeated' && (await wasRefusedBefore(api.db, submission)));
  if (!isRefused) {
    const status = request?.status;
    return new ApiError('REQUEST_SUPERSEDED', {
      message: 'The code was not tried, or nobody knows what the bank made of it.',
      details: { ...facts, ...(status === undefined ? {} : { status }) },
      headers,
    });
  }
  // A request that is over takes no code, whatever the bank would have taken.
  const isOver = request?.status !== 'pending';
  const remaining = isOver ? 0 : attemptsRemaining(request.max_attempts, request.attempts);
  return new ApiError('CODE_REJECTED', {
    details: { ...facts, attempts_remaining: remaining },
    headers,
  });
}
