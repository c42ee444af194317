import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { usePollMs } from '../live/realtime';
import { Problem } from './problem';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { requestSchema, submittedSchema } from './schemas';

/** The request that waits for a code, or null. */
export function usePendingRequest(accountId: string) {
  const everyMs = usePollMs(1_500);
  return useQuery({
    queryKey: keys.otp(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}/otp`, z.nullable(requestSchema), { signal }),
    // Somebody sits before this page. Without the socket a prompt must still be there within a second.
    refetchInterval: ({ state }) => (everyMs > 1_500 ? 4_000 : state.data ? 1_500 : 700),
  });
}

export type Attempt = { code: string } | { message: string };

/** What became of a code; `unknown` also when the bank took longer than anybody waits. */
export type Verdict =
  'accepted' | 'rejected' | 'repeated' | 'not_needed' | 'superseded' | 'too_late' | 'unknown';

const waitSeconds = 30;
const roundsOfWaiting = 4;

/**
 * Submits a code, or the message that holds it, and waits for the bank's verdict. A wait that runs out is asked again
 * with the same key, which speaks of the same submission and tries nothing twice.
 */
async function submit(accountId: string, requestId: string, attempt: Attempt): Promise<Verdict> {
  const ask = {
    method: 'POST',
    body: { ...attempt, request_id: requestId },
    headers: { Prefer: `wait=${waitSeconds}`, 'Idempotency-Key': crypto.randomUUID() },
  } as const;
  for (let round = 0; round < roundsOfWaiting; round += 1) {
    const askedAtMs = Date.now();
    const answer = await request(`/accounts/${accountId}/otp`, submittedSchema, ask);
    if (isVerdict(answer.outcome)) return answer.outcome;
    // Answered at once without a verdict: this server does not wait. The request itself will tell.
    if (Date.now() - askedAtMs < 1_000) return await followRequest(accountId, requestId);
  }
  return 'unknown';
}

const verdicts: readonly string[] = [
  'accepted',
  'rejected',
  'repeated',
  'not_needed',
  'superseded',
  'too_late',
  'unknown',
] satisfies Verdict[];
const isVerdict = (word: string | null | undefined): word is Verdict =>
  typeof word === 'string' && verdicts.includes(word);

/** Reads the verdict off the request: one more attempt without an end is a refusal, an end the page reads itself. */
async function followRequest(accountId: string, requestId: string): Promise<Verdict> {
  const before = queryClient.getQueryData<z.infer<typeof requestSchema> | null>(keys.otp(accountId));
  const attemptsBefore = before?.id === requestId ? before.attempts : 0;
  for (let asked = 0; asked < 120; asked += 1) {
    const now = await request(`/accounts/${accountId}/otp`, z.nullable(requestSchema));
    if (now?.id !== requestId) return 'unknown';
    if (now.attempts > attemptsBefore) return 'rejected';
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  return 'unknown';
}

/** Turns the refusals that are verdicts into verdicts; other refusals (a malformed code, an outage) stay errors. */
async function verdictOf(submitting: Promise<Verdict>): Promise<Verdict> {
  try {
    return await submitting;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const outcome = error.word('outcome');
    if (error.code === 'CODE_REJECTED') return outcome === 'repeated' ? 'repeated' : 'rejected';
    if (error.code === 'REQUEST_SUPERSEDED') return isVerdict(outcome) ? outcome : 'superseded';
    throw error;
  }
}

export function useSubmitCode(accountId: string) {
  return useMutation({
    mutationKey: ['submit', accountId],
    mutationFn: ({ requestId, attempt }: { requestId: string; attempt: Attempt }) =>
      verdictOf(submit(accountId, requestId, attempt)),
    // The page shows the verdict together with the request that it changed: attempts, the bank's words.
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.account(accountId) }),
  });
}

export function useResend(accountId: string) {
  return useMutation({
    mutationFn: () => command(`/accounts/${accountId}/otp/resend`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.otp(accountId) }),
  });
}
