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
  /** Asked as often while the socket is there: it does not tell of this list's changes. */
  isUntold?: boolean;
}

/** A paged list of an account, newest first. */
function useList<T extends z.ZodMiniType>(list: ListOf<T>) {
  const { accountId, name, item, limit = 25, pollMs = 5_000, isUntold = false } = list;
  const toldMs = usePollMs(pollMs);
  const everyMs = isUntold ? pollMs : toldMs;
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

type Options = Partial<Pick<ListOf<never>, 'limit' | 'pollMs' | 'isUntold'>>;

export const useRequests = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'assistance-requests', item: pastRequestSchema, ...options });
export const useSubmissions = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'submissions', item: submissionSchema, ...options });
export const useSessions = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'sessions', item: sessionSchema, ...options });
export const useDeliveries = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'deliveries', item: deliverySchema, pollMs: 2_000, isUntold: true, ...options });
export const useEvents = (accountId: string, options: Options = {}) =>
  useList({ accountId, name: 'events', item: eventSchema, ...options });
