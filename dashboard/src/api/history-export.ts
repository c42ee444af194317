import * as z from 'zod/mini';
import { request } from './request';
import { eventSchema, page, sessionSchema } from './schemas';

const userSessionSchema = z.extend(sessionSchema, {
  account_id: z.string(),
  account_name: z.string(),
  bank: z.string(),
});
const userEventSchema = z.extend(eventSchema, {
  account_id: z.nullable(z.string()),
  account_name: z.nullable(z.string()),
});

/** As the API allows. */
const pageSize = 200;

async function readAll<T extends z.ZodMiniType>(name: string, item: T, days: number): Promise<z.output<T>[]> {
  const items: z.output<T>[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const read = await request(`/history/${name}?days=${days}&limit=${pageSize}${after}`, page(item));
    items.push(...read.items);
    cursor = read.next_cursor;
  } while (cursor !== null);
  return items;
}

/** The sessions of all accounts in the last days, newest first. */
export const readSessions = (days: number) => readAll('sessions', userSessionSchema, days);

/** The audit trail of all accounts in the last days, newest first. */
export const readAuditTrail = (days: number) => readAll('events', userEventSchema, days);
