import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { SubmissionOutcome } from '../../../src/assistance/statuses';
import { usePollMs } from '../live/realtime';
import { randomUuid } from './random-uuid';
import { isProblem, Problem } from './problem';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { type AssistanceRequest, requestSchema, submittedSchema } from './schemas';
import { serverNowMs } from './server-clock';

/** The account's request that waits for a code, null if there is none. */
export function usePendingRequest(accountId: string) {
  const everyMs = usePollMs(1_500);
  return useQuery({
    queryKey: keys.otp(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}/otp`, z.nullable(requestSchema), { signal }),
    // A user is watching this page. Without the WebSocket, a prompt must still appear within a second.
    refetchInterval: ({ state }) => (everyMs > 1_500 ? 4_000 : state.data ? 1_500 : 700),
  });
}

export type Attempt = { code: string } | { message: string };

/** The type makes this list complete: a missing or an unknown outcome does not compile. */
const verdicts: Record<SubmissionOutcome, true> = {
  accepted: true,
  rejected: true,
  repeated: true,
  not_needed: true,
  superseded: true,
  too_late: true,
  unknown: true,
};

/** The outcome of a code. `unknown` also if the bank took longer than the dashboard waits. */
export type Verdict = SubmissionOutcome;

const isVerdict = (word: string | null | undefined): word is Verdict =>
  typeof word === 'string' && word in verdicts;

const waitSeconds = 30;
const roundsOfWaiting = 4;
const sendAgainAfterMs = 1_000;

interface Submitting {
  accountId: string;
  request: Pick<AssistanceRequest, 'id' | 'expires_at'>;
  attempt: Attempt;
  /**
   * Called with true when the service does not answer and the code is sent again, with false when it has
   * answered.
   */
  onLost: (isLost: boolean) => void;
}

/**
 * Submits a code, or the message that contains it, and waits for its outcome. After a timeout or a lost connection the
 * request is repeated with the same idempotency key, so that the bank gets the code only once.
 */
async function submit({
  accountId,
  request: { id, expires_at },
  attempt,
  onLost,
}: Submitting): Promise<Verdict> {
  const ask = {
    method: 'POST',
    body: { ...attempt, request_id: id },
    headers: { Prefer: `wait=${waitSeconds}`, 'Idempotency-Key': randomUuid() },
  } as const;
  for (let round = 0; round < roundsOfWaiting;) {
    try {
      const { outcome } = await request(`/accounts/${accountId}/otp`, submittedSchema, ask);
      onLost(false);
      if (isVerdict(outcome)) return outcome;
      round += 1;
    } catch (error) {
      const isAway = isProblem(error, 'UNREACHABLE') || isProblem(error, 'UNAVAILABLE');
      if (!isAway || serverNowMs() > Date.parse(expires_at)) throw error;
      onLost(true);
      await new Promise((resolve) => setTimeout(resolve, sendAgainAfterMs));
    }
  }
  return 'unknown';
}

/**
 * Converts errors that report an outcome into that outcome. Other errors (a malformed code, an outage) are
 * thrown.
 */
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

/** Submits codes for a request. `isLost`: the service does not answer, and the code is being sent again. */
export function useSubmitCode(accountId: string, request: AssistanceRequest) {
  const [isLost, setIsLost] = useState(false);
  const submitting = useMutation({
    mutationKey: ['submit', accountId],
    mutationFn: (attempt: Attempt) => verdictOf(submit({ accountId, request, attempt, onLost: setIsLost })),
    onSettled: () => {
      setIsLost(false);
      // Resolves after the request was loaded again, so that the outcome appears together with the attempts
      // left and the bank's message.
      return queryClient.invalidateQueries({ queryKey: keys.account(accountId) });
    },
  });
  return { submitting, isLost };
}

export function useResend(accountId: string) {
  return useMutation({
    mutationFn: () => command(`/accounts/${accountId}/otp/resend`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.otp(accountId) }),
  });
}
