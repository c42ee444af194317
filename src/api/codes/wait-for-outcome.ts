import type { SubmissionOutcome } from '../../assistance/statuses.js';
import { findRequest } from '../../db/logins/assistance-requests.js';
import { findSubmission, wasRefusedBefore } from '../../db/logins/submissions.js';
import type { Account, Submission } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import { pollOnEvents } from '../http/poll-on-events.js';
import { preferenceApplied } from '../http/wire-headers.js';
import { attemptsRemaining } from '../logins/wire-assistance-request.js';

interface WaitOptions {
  api: Pick<Api, 'db' | 'feed'>;
  account: Account;
  submissionId: string;
  /** How long to wait. */
  seconds: number;
  disconnect: AbortSignal;
}

/**
 * Waits for the outcome of a submission: `accepted`, or undefined if there is none in time. Throws CODE_REJECTED if the
 * bank rejected the code, and REQUEST_SUPERSEDED for every other outcome.
 */
export async function waitForOutcome(options: WaitOptions): Promise<'accepted' | undefined> {
  const { api, account, submissionId, seconds, disconnect } = options;
  const submission = await pollOnEvents({
    feed: api.feed,
    isRelevant: ({ accountId }) => accountId === account.id,
    timeoutSeconds: seconds,
    abort: disconnect,
    check: async () => {
      const found = await findSubmission(api.db, { accountId: account.id, submissionId });
      return found && found.outcome !== null ? { ...found, outcome: found.outcome } : undefined;
    },
  });
  if (!submission) return undefined;
  if (submission.outcome === 'accepted') return 'accepted';
  throw await toApiError(options, submission);
}

async function toApiError(
  { api, account, seconds }: WaitOptions,
  submission: Submission & { outcome: SubmissionOutcome },
): Promise<ApiError> {
  const { id, request_id: requestId, outcome } = submission;
  const request = await findRequest(api.db, { accountId: account.id, requestId });
  const details = { outcome, submission_id: id, request_id: requestId };
  const headers = preferenceApplied(seconds);
  const isRejected =
    outcome === 'rejected' || (outcome === 'repeated' && (await wasRefusedBefore(api.db, submission)));
  if (!isRejected) {
    const status = request?.status;
    return new ApiError('REQUEST_SUPERSEDED', {
      message: "It was not tried, or the bank's answer is unknown. `details.outcome` says which.",
      details: { ...details, ...(status === undefined ? {} : { status }) },
      headers,
    });
  }
  // A request that has ended takes no more codes, whatever the bank would allow.
  const remaining =
    request?.status === 'pending' ? attemptsRemaining({ ...request, maxAttempts: request.max_attempts }) : 0;
  return new ApiError('CODE_REJECTED', {
    ...(request?.type === 'question' && { message: 'The bank rejected the answer.' }),
    details: { ...details, attempts_remaining: remaining },
    headers,
  });
}
