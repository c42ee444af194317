import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { SubmissionOutcome } from '../../../src/assistance/statuses';
import { usePollMs } from '../live/realtime';
import { newId } from './new-id';
import { isProblem, Problem } from './problem';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { type AssistanceRequest, requestSchema, submittedSchema } from './schemas';
import { serverNowMs } from './server-clock';

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

/** All of them: a word that is missing here, or too much, does not compile. */
const verdicts: Record<SubmissionOutcome, true> = {
  accepted: true,
  rejected: true,
  repeated: true,
  not_needed: true,
  superseded: true,
  too_late: true,
  unknown: true,
};

/** What became of a code; `unknown` also when the bank took longer than anybody waits. */
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
  /** Told when nobody answers and the code is being sent again, and when somebody has answered. */
  onLost: (isLost: boolean) => void;
}

/**
 * Submits a code, or the message that holds it, and waits for the bank's verdict. A wait that runs out, and a request
 * that got lost, are sent again with the same key, which speaks of the same submission and tries nothing twice.
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
    headers: { Prefer: `wait=${waitSeconds}`, 'Idempotency-Key': newId() },
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

/** Submits codes for a request. `isLost`: nobody answers, and the code is being sent again. */
export function useSubmitCode(accountId: string, request: AssistanceRequest) {
  const [isLost, setIsLost] = useState(false);
  const submitting = useMutation({
    mutationKey: ['submit', accountId],
    mutationFn: (attempt: Attempt) => verdictOf(submit({ accountId, request, attempt, onLost: setIsLost })),
    onSettled: () => {
      setIsLost(false);
      // The page shows the verdict together with the request that it changed: attempts, the bank's words.
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
