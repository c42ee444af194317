import { expect } from 'vitest';
import { eventDataSchemas } from '../../src/assistance/event-data.js';
import type { Db } from '../../src/db/open.js';

const schemas = new Map(Object.entries(eventDataSchemas));

/** Checks that the data of an account's events is what the API documents; returns the types of those it documents. */
export async function describedEvents(db: Db, accountId: string): Promise<Set<string>> {
  const events = await db
    .selectFrom('events')
    .select(['type', 'details'])
    .where('account_id', '=', accountId)
    .where('type', 'in', [...schemas.keys()])
    .execute();
  // Parsing drops what the schema does not list.
  for (const { type, details } of events) expect(schemas.get(type)?.parse(details), type).toEqual(details);
  return new Set(events.map(({ type }) => type));
}
