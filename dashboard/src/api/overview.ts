import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';
import { request } from './request';

const daySchema = z.object({
  /** `2026-11-23`, in UTC. */
  day: z.string(),
  bank: z.string(),
  logged_in: z.number(),
  failed: z.number(),
  asked: z.number(),
  fulfilled: z.number(),
  expired: z.number(),
  median_seconds_to_code: z.nullable(z.number()),
});
const typeTotalsSchema = z.object({
  type: z.string(),
  asked: z.number(),
  fulfilled: z.number(),
  expired: z.number(),
  cancelled: z.number(),
  median_seconds: z.nullable(z.number()),
});
export type TypeTotals = z.infer<typeof typeTotalsSchema>;

const overviewSchema = z.object({
  days: z.array(daySchema),
  median_seconds_to_code: z.nullable(z.number()),
  medians_by_day: z.array(z.object({ day: z.string(), seconds: z.number() })),
  types: z.array(typeTotalsSchema),
});
export type BankDay = z.infer<typeof daySchema>;
export type Overview = z.infer<typeof overviewSchema>;

export function useOverview(days: number) {
  return useQuery({
    queryKey: [...keys.overview, days],
    queryFn: ({ signal }) => request(`/overview?days=${days}`, overviewSchema, { signal }),
    refetchInterval: 30_000,
  });
}
