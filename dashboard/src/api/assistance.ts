import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import * as z from 'zod/mini';
import type { SubmissionOutcome } from '../../../src/assistance/statuses';
import { usePollMs } from '../live/realtime';
import { randomUuid } from './random-uuid';
import { isProblem, Problem } from './problem';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { type AssistanceRequest, requestSchema, submittedSchema } from './schemas';
import { serverNowMs } from './server-clock';

/** The account's request that waits for an answer, null if there is none. */
export function usePendingRequest(accountId: string) {
  const everyMs = usePollMs(1_500);
  return useQuery({
    queryKey: keys.otp(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}/otp`, z.nullable(requestSchema), { signal }),
    // A user is watching this page. Without the WebSocket, a prompt must still appear within a second.
    refetchInterval: ({ state }) => (everyMs > 1_500 ? 4_000 : state.data ? 1_500 : 700),
  });
}

/** What is sent for a request. An `option` is the id of one that the request offers. */
export type Answer = { code: string } | { message: string } | { option: string } | { text: string };

const pathOf = (answer: Answer): string => ('code' in answer || 'message' in answer ? 'otp' : 'answer');

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

/** The outcome of an answer. `unknown` also if the bank took longer than the dashboard waits. */
export type Verdict = SubmissionOutcome;

const isVerdict = (word: string | null | undefined): word is Verdict =>
  typeof word === 'string' && word in verdicts;

const waitSeconds = 30;
const roundsOfWaiting = 4;
const sendAgainAfterMs = 1_000;

interface Sent {
  accountId: string;
  request: Pick<AssistanceRequest, 'id' | 'expires_at'>;
  answer: Answer;
  /**
   * Called with true when the service does not respond and the answer is sent again, with false when it has
   * responded.
   */
  onLost: (isLost: boolean) => void;
}

/**
 * Sends an answer and waits for its outcome. After a timeout or a lost connection it is sent again with the same
 * idempotency key, so that the bank gets it only once.
 */
async function send({ accountId, request: { id, expires_at }, answer, onLost }: Sent): Promise<Verdict> {
  const ask = {
    method: 'POST',
    body: { ...answer, request_id: id },
    headers: { Prefer: `wait=${waitSeconds}`, 'Idempotency-Key': randomUuid() },
  } as const;
  for (let round = 0; round < roundsOfWaiting;) {
    try {
      const { outcome } = await request(`/accounts/${accountId}/${pathOf(answer)}`, submittedSchema, ask);
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
async function verdictOf(sending: Promise<Verdict>): Promise<Verdict> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const outcome = error.word('outcome');
    if (error.code === 'CODE_REJECTED') return outcome === 'repeated' ? 'repeated' : 'rejected';
    if (error.code === 'REQUEST_SUPERSEDED') return isVerdict(outcome) ? outcome : 'superseded';
    throw error;
  }
}

/**
 * Sends answers to a request, one at a time. `isLost`: the service does not respond, and the answer is sent again.
 * `onAccepted` is called when the bank has accepted one, also if the prompt is no longer shown.
 */
export function useSendAnswer(accountId: string, request: AssistanceRequest, onAccepted?: () => void) {
  const [isLost, setIsLost] = useState(false);
  // Not `isPending`, which is set only after the event: a second click could come before it.
  const isSending = useRef(false);
  const sending = useMutation({
    // What was typed is not kept after the prompt is gone.
    gcTime: 0,
    mutationFn: async (answer: Answer) => {
      const verdict = await verdictOf(send({ accountId, request, answer, onLost: setIsLost }));
      if (verdict === 'accepted') onAccepted?.();
      return verdict;
    },
    onSettled: () => {
      setIsLost(false);
      isSending.current = false;
      // Resolves after the request was loaded again, so that the outcome appears together with the attempts
      // left and the bank's message.
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.account(accountId) }),
        queryClient.invalidateQueries({ queryKey: keys.waiting }),
      ]);
    },
  });
  return {
    isLost,
    isSending: sending.isPending,
    /** The answer that is being sent, or was sent last. */
    answer: sending.variables ?? null,
    verdict: sending.data ?? null,
    error: sending.error,
    reset: sending.reset,
    /** Does nothing while another answer is being sent. `onSettled` is called once the outcome is known. */
    send: (answer: Answer, onSettled?: () => void) => {
      if (isSending.current) return;
      isSending.current = true;
      sending.mutate(answer, { ...(onSettled && { onSettled }) });
    },
  };
}
export type Sending = ReturnType<typeof useSendAnswer>;

export function useResend(accountId: string) {
  return useMutation({
    mutationFn: () => command(`/accounts/${accountId}/otp/resend`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.otp(accountId) }),
  });
}
