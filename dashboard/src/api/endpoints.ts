import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { deliverySchema, page } from './schemas';

const endpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  transport: z.enum(['webhook', 'slack', 'email']),
  destination: z.string(),
  events: z.array(z.string()),
  banks: z.nullable(z.array(z.string())),
  account_ids: z.nullable(z.array(z.string())),
  escalate_after_seconds: z.number(),
  signing_secret: z.nullable(z.string()),
  disabled_reason: z.nullable(z.string()),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** What the form of an endpoint sends; `transport` and `auth_token` only for a new one. */
export type EndpointWish = Pick<
  Endpoint,
  'name' | 'events' | 'banks' | 'account_ids' | 'escalate_after_seconds'
> & { transport?: Endpoint['transport']; destination?: string; auth_type?: 'bearer'; auth_token?: string };

const path = '/me/notification-endpoints';

export const useEndpoints = () =>
  useQuery({
    queryKey: keys.endpoints,
    queryFn: async ({ signal }) => {
      const { endpoints } = await request(path, z.object({ endpoints: z.array(endpointSchema) }), { signal });
      return endpoints;
    },
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.endpoints });
const refreshDeliveries = () => queryClient.invalidateQueries({ queryKey: keys.userDeliveries });

/** Adds an endpoint, or changes the one with this id. A new one comes with its signing secret, this once. */
export const useSaveEndpoint = (endpointId: string | null) =>
  useMutation({
    mutationFn: (body: EndpointWish) =>
      endpointId === null
        ? request(path, endpointSchema, { method: 'POST', body })
        : request(`${path}/${endpointId}`, endpointSchema, { method: 'PUT', body }),
    onSuccess: refresh,
  });

export const useDeleteEndpoint = (endpointId: string) =>
  useMutation({
    mutationFn: () => command(`${path}/${endpointId}`, { method: 'DELETE' }),
    onSuccess: refresh,
  });

export const useTestEndpoint = (endpointId: string) =>
  useMutation({
    mutationFn: () => command(`${path}/${endpointId}/test`),
    onSettled: refreshDeliveries,
  });

const userDeliverySchema = z.extend(deliverySchema, { account_id: z.string(), account_name: z.string() });

/** The notifications of all accounts, newest first. `status` is empty for all. */
export function useUserDeliveries(status: string) {
  const query = useInfiniteQuery({
    queryKey: [...keys.userDeliveries, status],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      const filter = status === '' ? '' : `&status=${status}`;
      return request(`/me/deliveries?limit=25${filter}${cursor}`, page(userDeliverySchema), { signal });
    },
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: 5_000,
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: query.isLoading,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

/** Sends the failed notifications of the last day again. Returns how many. */
export const useRedeliverFailed = () =>
  useMutation({
    mutationFn: async () => {
      const since = new Date(Date.now() - 24 * 3_600_000).toISOString();
      const { queued } = await request('/me/deliveries/redeliver', z.object({ queued: z.number() }), {
        method: 'POST',
        body: { since },
      });
      return queued;
    },
    onSettled: refreshDeliveries,
  });

const deliveryLogSchema = z.object({
  webhook_id: z.string(),
  transport: z.string(),
  body: z.unknown(),
  log: z.array(
    z.object({
      number: z.number(),
      at: z.string(),
      duration_ms: z.number(),
      url: z.string(),
      status: z.nullable(z.number()),
      error: z.nullable(z.string()),
      answer: z.nullable(z.string()),
    }),
  ),
});
export type DeliveryLog = z.infer<typeof deliveryLogSchema>;

/** One notification with what was sent, and every attempt with its answer. */
export const useDeliveryLog = (accountId: string, deliveryId: string) =>
  useQuery({
    queryKey: keys.deliveryLog(deliveryId),
    queryFn: ({ signal }) =>
      request(`/accounts/${accountId}/deliveries/${deliveryId}`, deliveryLogSchema, { signal }),
    refetchInterval: 5_000,
  });
