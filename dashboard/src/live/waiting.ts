import { useQueries, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import * as z from 'zod/mini';
import { isProblem } from '../api/problem';
import { keys } from '../api/query-client';
import { request } from '../api/request';
import { type Account, type AssistanceRequest, requestSchema } from '../api/schemas';
import { usePollMs } from './realtime';

export interface WaitingRequests {
  waiting: readonly Waiting[];
  /** False until the first answer, or its absence. */
  isKnown: boolean;
}

export interface Waiting {
  accountId: string;
  request: AssistanceRequest;
}

const waitingSchema = z.object({
  pending: z.array(z.object({ account_id: z.string(), request: requestSchema })),
});

/** So many accounts are asked one by one where the server cannot tell of all at once. */
const askedOneByOne = 40;

/** Every request of the user's accounts that waits for a code, the most urgent first. */
export function useWaitingRequests(accounts: readonly Account[]): WaitingRequests {
  const everyMs = usePollMs(2_000);
  const all = useQuery({
    queryKey: keys.waiting,
    queryFn: async ({ signal }) => (await request('/assistance', waitingSchema, { signal })).pending,
    refetchInterval: ({ state }) => (isProblem(state.error, 'NOT_FOUND') ? false : everyMs),
    // Somebody may be called by a notification while the tab is in the background.
    refetchIntervalInBackground: true,
  });
  const isAskedOneByOne = isProblem(all.error, 'NOT_FOUND');
  const running = accounts.filter(({ sessionStatus }) => sessionStatus === 'running').slice(0, askedOneByOne);
  const each = useQueries({
    queries: (isAskedOneByOne ? running : []).map(({ id }) => ({
      queryKey: keys.otp(id),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request(`/accounts/${id}/otp`, z.nullable(requestSchema), { signal }),
      refetchInterval: everyMs,
      refetchIntervalInBackground: true,
    })),
  });

  const found = isAskedOneByOne
    ? running.flatMap(({ id }, index) => {
        const one = each[index]?.data;
        return one === null || one === undefined ? [] : [{ accountId: id, request: one }];
      })
    : (all.data ?? []).map((one) => ({ accountId: one.account_id, request: one.request }));
  return {
    waiting: found.sort((a, b) => Date.parse(a.request.expires_at) - Date.parse(b.request.expires_at)),
    isKnown: !all.isPending,
  };
}

export const WaitingContext = createContext<WaitingRequests>({ waiting: [], isKnown: false });

export const useWaiting = (): readonly Waiting[] => useContext(WaitingContext).waiting;

export const useIsWaitingKnown = (): boolean => useContext(WaitingContext).isKnown;
