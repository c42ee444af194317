import type { Actor } from '../../assistance/actor.js';
import { findAccount } from '../../db/accounts/accounts.js';
import type { AnswerableRequest } from '../../db/logins/message-routing.js';
import { findKeyedSubmission } from '../../db/logins/idempotency-keys.js';
import { isOutage } from '../../process/outages.js';
import { ApiError } from '../access/api-error.js';
import { type SubmitDeps, type Submitted, submitAnswerOnce } from '../codes/submit-answer.js';

/** The credential that scopes the idempotency keys of a message: the message itself, whichever key forwards it. */
export const messageCredential = (fingerprint: string): string => `message:${fingerprint}`;

/** Temporal answers within milliseconds; some apps give up after 2 s. */
const deliverWithinMs = 1_700;

export interface MessageSubmitted extends Submitted {
  /** False: Temporal cannot be reached. The code is recorded, sealed, and is sent to its login when Temporal is back. */
  isDelivered: boolean;
}

/**
 * Submits a message to a request, once: forwarding it again, be it concurrently or after a crash, returns the same
 * submission. While Temporal alone cannot be reached, it records the code and returns within 2 s. Otherwise
 * throws as `submitAnswerOnce` does.
 */
export async function submitMessage({
  api,
  actor,
  fingerprint,
  text,
  request,
}: {
  api: SubmitDeps;
  actor: Actor;
  fingerprint: string;
  text: string;
  request: Pick<AnswerableRequest, 'id' | 'account_id' | 'user_id'>;
}): Promise<MessageSubmitted> {
  const account = await findAccount(api.db, { accountId: request.account_id, userId: request.user_id });
  if (!account) throw new ApiError('NO_PENDING_REQUEST');
  const key = { credential: messageCredential(fingerprint), idempotencyKey: request.id };
  const submitting = submitAnswerOnce(
    { api, account, actor, body: { message: text, request_id: request.id } },
    key,
  );
  const submitted = await withinLimit(submitting);
  if (submitted) return { ...submitted, isDelivered: true };
  const recorded = await findKeyedSubmission(api.db, { ...key, accountId: account.id });
  // Not recorded yet: the delay, or the outage, is that of the database.
  if (!recorded) return { ...(await submitting), isDelivered: true };
  return {
    submissionId: recorded.submission_id,
    requestId: recorded.request_id,
    isDelivered: recorded.sealed_answer === null || recorded.outcome !== null,
  };
}

/** Undefined if the submission takes too long, or fails because a service cannot be reached. */
async function withinLimit(submitting: Promise<Submitted>): Promise<Submitted | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), deliverWithinMs);
  });
  const answered = submitting.catch((error: unknown) => {
    if (isOutage(error)) return undefined;
    throw error;
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
