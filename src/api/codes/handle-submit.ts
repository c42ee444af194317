import { z } from 'zod';
import type { Access } from '../access/caller.js';
import type { Call } from '../http/define-route.js';
import { idempotencyKeySchema, preferenceApplied, preferSchema } from '../http/wire-headers.js';
import type { PendingRequestRead } from './find-request-to-answer.js';
import { submitAnswer, submitAnswerOnce } from './submit-answer.js';
import { waitForOutcome } from './wait-for-outcome.js';
import { acceptedSchema, type AnswerBody, submittedSchema } from './wire-submission.js';

const submitHeadersSchema = z.object({
  prefer: preferSchema('the outcome is known'),
  'idempotency-key': idempotencyKeySchema(
    'repeating a key within 24 hours returns the same submission, which is tried once.',
  ),
});

/** What the routes that submit an answer have in common. */
export const submitRoute = {
  method: 'POST',
  account: true,
  limits: ['submit'],
  headers: submitHeadersSchema,
  answers: { 200: acceptedSchema, 202: submittedSchema },
} as const;

export const submitErrors = [
  'INVALID_CODE',
  'WRONG_TYPE',
  'AMBIGUOUS_MESSAGE',
  'NO_PENDING_REQUEST',
  'REQUEST_SUPERSEDED',
  'CODE_REJECTED',
  'CONFLICT',
] as const;

type SubmitCall = Call<
  Exclude<Access, 'none'>,
  true,
  unknown,
  unknown,
  z.output<typeof submitHeadersSchema>,
  AnswerBody
>;

/** Submits an answer and, with `Prefer: wait=N`, waits for its outcome. `read`, if the pending request has just been read. */
export async function handleSubmit(
  { api, account, caller, headers, body, requestId: httpRequestId, disconnectSignal }: SubmitCall,
  read?: PendingRequestRead,
) {
  const { prefer: seconds, 'idempotency-key': idempotencyKey } = headers;
  const { credential, actor } = caller;
  const submission = { api, account, actor, body, httpRequestId, read };
  const { submissionId, requestId } = await (idempotencyKey === undefined
    ? submitAnswer(submission)
    : submitAnswerOnce(submission, { credential, idempotencyKey }));
  const submitted = { submitted: true, submission_id: submissionId, request_id: requestId } as const;
  if (seconds === undefined) return { status: 202, body: submitted } as const;
  const outcome = await waitForOutcome({
    api,
    account,
    submissionId,
    seconds,
    disconnect: disconnectSignal(),
  });
  const applied = preferenceApplied(seconds);
  return outcome === undefined
    ? ({ status: 202, body: submitted, headers: applied } as const)
    : ({ status: 200, body: { ...submitted, outcome }, headers: applied } as const);
}
