import { keepPreviousData, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';
import { request } from './request';

const daySchema = z.object({
  /** `2026-11-23`, in the time zone of the request. */
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
  failures: z.array(z.object({ outcome: z.string(), bank: z.string(), count: z.number() })),
  answered_by: z.array(
    z.object({
      /** Null for all together. */
      kind: z.nullable(z.string()),
      name: z.nullable(z.string()),
      answers: z.number(),
      percentiles: z.array(z.number()),
    }),
  ),
  codes_spent: z.array(
    z.object({
      account_id: z.string(),
      name: z.string(),
      bank: z.string(),
      spent: z.number(),
      budget: z.number(),
    }),
  ),
});
export type BankDay = z.infer<typeof daySchema>;
export type Overview = z.infer<typeof overviewSchema>;

interface OverviewSpan {
  days: number;
  /** The bank's code; empty for all. */
  bank: string;
  timeZone: string;
}

export function useOverview({ days, bank, timeZone }: OverviewSpan) {
  const query = new URLSearchParams({
    days: String(days),
    time_zone: timeZone,
    ...(bank !== '' && { bank }),
  });
  return useQuery({
    queryKey: [...keys.overview, query.toString()],
    queryFn: ({ signal }) => request(`/overview?${query.toString()}`, overviewSchema, { signal }),
    refetchInterval: 30_000,
    // The last numbers stay until the new ones are there, so that nothing moves.
    placeholderData: keepPreviousData,
  });
}
