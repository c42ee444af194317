import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useMemo } from 'react';
import { keys } from '../api/query-client';
import { request } from '../api/request';
import { pendingSchema, type Waiting } from '../api/schemas';
import { usePollMs } from './realtime';

export interface WaitingRequests {
  waiting: readonly Waiting[];
  /** False until the first request has ended, with an answer or an error. */
  isKnown: boolean;
}

/** Every request of the user's accounts that waits for an answer, the one that expires first in front. */
export function useWaitingRequests(): WaitingRequests {
  const { data, isFetched } = useQuery({
    queryKey: keys.waiting,
    queryFn: async ({ signal }) => (await request('/assistance', pendingSchema, { signal })).pending,
    refetchInterval: usePollMs(2_000),
    // A tab in the background shows notifications too.
    refetchIntervalInBackground: true,
  });
  const waiting = useMemo(
    () =>
      (data ?? [])
        .map(({ account_id: accountId, request }) => ({ accountId, request }))
        .sort((a, b) => Date.parse(a.request.expires_at) - Date.parse(b.request.expires_at)),
    [data],
  );
  return { waiting, isKnown: isFetched };
}

export const WaitingContext = createContext<WaitingRequests>({ waiting: [], isKnown: false });

export const useWaiting = (): readonly Waiting[] => useContext(WaitingContext).waiting;

export const useAreRequestsKnown = (): boolean => useContext(WaitingContext).isKnown;
