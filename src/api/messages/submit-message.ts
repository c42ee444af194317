import type { Actor } from '../../assistance/actor.js';
import { findAccount } from '../../db/accounts/accounts.js';
import type { AnswerableRequest } from '../../db/logins/message-routing.js';
import { ApiError } from '../access/api-error.js';
import { type SubmitDeps, type Submitted, submitAnswerOnce } from '../codes/submit-answer.js';

/** The credential that scopes the idempotency keys of a message: the message itself, whichever key forwards it. */
export const messageCredential = (fingerprint: string): string => `message:${fingerprint}`;

/**
 * Submits a message to a request, once: forwarding it again, be it concurrently or after a crash, returns the same
 * submission. Throws as `submitAnswerOnce` does.
 */
export async function submitMessage({
  api,
  actor,
  userId,
  fingerprint,
  text,
  request,
}: {
  api: SubmitDeps;
  actor: Actor;
  userId: string;
  fingerprint: string;
  text: string;
  request: Pick<AnswerableRequest, 'id' | 'account_id'>;
}): Promise<Submitted> {
  const account = await findAccount(api.db, { accountId: request.account_id, userId });
  if (!account) throw new ApiError('NO_PENDING_REQUEST');
  return submitAnswerOnce(
    { api, account, actor, body: { message: text, request_id: request.id } },
    { credential: messageCredential(fingerprint), idempotencyKey: request.id },
  );
}
