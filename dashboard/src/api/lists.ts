import { useInfiniteQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { usePollMs } from '../live/realtime';
import { keys } from './query-client';
import { request } from './request';
import {
  deliverySchema,
  eventSchema,
  page,
  pastRequestSchema,
  sessionSchema,
  submissionSchema,
} from './schemas';

interface ListOf<T extends z.ZodMiniType> {
  accountId: string;
  name: string;
  item: T;
  limit?: number;
  pollMs?: number;
  /**
   * The WebSocket does not announce changes of this list, so polling does not slow down while it is
   * connected.
   */
  isNotPushed?: boolean;
}

/** A paged list of an account, newest first. */
function useList<T extends z.ZodMiniType>(list: ListOf<T>) {
  const { accountId, name, item, limit = 25, pollMs = 5_000, isNotPushed = false } = list;
  const pushedPollMs = usePollMs(pollMs);
  const everyMs = isNotPushed ? pollMs : pushedPollMs;
  const query = useInfiniteQuery({
    queryKey: [...keys.list(accountId, name), limit],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      return request(`/accounts/${accountId}/${name}?limit=${limit}${cursor}`, page(item), { signal });
    },
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: everyMs,
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: query.isLoading,
    /** Whether the first request has ended, with an answer or an error. */
    isFetched: query.isFetched,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

type Options = Partial<Pick<ListOf<never>, 'limit' | 'pollMs' | 'isNotPushed'>>;

export const useRequests = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'assistance-requests', item: pastRequestSchema, ...options });
export const useSubmissions = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'submissions', item: submissionSchema, ...options });
export const useSessions = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'sessions', item: sessionSchema, ...options });
export const useDeliveries = (accountId: string, options: Options = {}) =>
  useList({
    accountId,
    name: 'deliveries',
    item: deliverySchema,
    pollMs: 2_000,
    isNotPushed: true,
    ...options,
  });
export const useEvents = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'events', item: eventSchema, ...options });
