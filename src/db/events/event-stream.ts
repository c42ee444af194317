import { sql } from 'kysely';
import { cursorAt, type EventCursor, type SeenTransactions } from './event-cursor.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';

/** An event as streams send it. */
export interface StreamedEvent {
  id: string;
  user_id: string;
  account_id: string | null;
  type: string;
  details: unknown;
  occurred_at: Date;
  /** The position after this event. */
  cursor: EventCursor;
}

export interface EventBatch {
  events: StreamedEvent[];
  /** The position to continue from. */
  next: EventCursor;
  isMore: boolean;
}

/** The cursor after everything that is committed now. */
export async function readCurrentCursor(db: Db): Promise<EventCursor> {
  const snapshot = sql<string>`pg_current_snapshot()::text`.as('snapshot');
  return cursorAt((await db.selectNoFrom(snapshot).executeTakeFirstOrThrow()).snapshot);
}

/** The largest number of events in a batch. */
const maxBatchSize = 200;

/** The next batch of visible events of these types from the last 24 hours after the cursor, ordered by id. */
export async function readEventsAfter(
  db: Db,
  { cursor, seen, types }: { cursor: EventCursor; seen: VisibleAccounts; types: readonly string[] },
): Promise<EventBatch> {
  const { from, to, id } = cursor;
  if (from !== to) {
    const remaining = sql<boolean>`${isUnseen(from)} and not ${isUnseen(to)} and id > ${id}::bigint`;
    const { events, isMore } = await read(db, { seen, types, which: remaining });
    if (events.length > 0) {
      const withCursors = events.map((event) => ({ ...event, cursor: { from, to, id: event.id } }));
      return {
        events: withCursors,
        isMore: true,
        next: isMore ? lastOf(withCursors) : { from: to, to, id: '0' },
      };
    }
  }
  const { events, isMore, snapshot } = await read(db, { seen, types, which: isUnseen(to) });
  const now = cursorAt(snapshot);
  const withCursors = events.map((event) => ({ ...event, cursor: { from: to, to: now.to, id: event.id } }));
  return { events: withCursors, isMore, next: isMore ? lastOf(withCursors) : now };
}

const lastOf = (events: StreamedEvent[]): EventCursor => {
  const last = events.at(-1);
  if (!last) throw new Error('a batch with more to come cannot be empty');
  return last.cursor;
};

/**
 * Whether an event is not in a snapshot. A snapshot with transactions of the future is from before a backup was
 * restored; it has seen no events of this database.
 */
const isUnseen = ({ end, running }: SeenTransactions) => sql<boolean>`
  (recorded_in >= ${end}::xid8 or recorded_in = any(${running}::xid8[])
    or ${end}::xid8 > pg_snapshot_xmax(pg_current_snapshot()))`;

type Row = Omit<StreamedEvent, 'cursor'>;
type NoRow = { [K in keyof Row]: null };

interface Reading {
  seen: VisibleAccounts;
  types: readonly string[];
  which: ReturnType<typeof sql<boolean>>;
}

/** Reads events and the current snapshot in one statement, so that both are consistent. */
async function read(db: Db, { seen: { userId, accountIds }, types, which }: Reading) {
  // Restored rows may have transaction ids that this database has not reached yet; they are not new events.
  const { rows } = await sql<{ snapshot: string } & (Row | NoRow)>`
    select pg_current_snapshot()::text as snapshot, event.*
    from (select 1) as always
    left join lateral (
      select id, user_id, account_id, type, details, occurred_at from events
      where user_id = ${userId} and type = any(${types}::text[])
        and (${accountIds}::uuid[] is null or account_id = any(${accountIds}::uuid[]))
        and occurred_at > now() - interval '24 hours'
        and recorded_in < pg_snapshot_xmax(pg_current_snapshot())
        and ${which}
      order by id
      limit ${maxBatchSize + 1}
    ) as event on true
    order by event.id`.execute(db);
  const [first] = rows;
  if (!first) throw new Error('PostgreSQL returned no snapshot');
  const found = rows.filter((row): row is typeof row & Row => row.id !== null);
  return {
    snapshot: first.snapshot,
    events: found.slice(0, maxBatchSize),
    isMore: found.length > maxBatchSize,
  };
}
