import { sql } from 'kysely';
import { cursorAt, type EventCursor, type SeenTransactions } from './event-cursor.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';

/** An event as a stream tells it. */
export interface StreamedEvent {
  id: string;
  user_id: string;
  account_id: string | null;
  type: string;
  details: unknown;
  occurred_at: Date;
  /** Where a reader stands that has had this one. */
  cursor: EventCursor;
}

export interface EventBatch {
  events: StreamedEvent[];
  /** Where to read on. */
  next: EventCursor;
  isMore: boolean;
}

/** Where a reader stands that has had all that was committed until now. */
export async function readCurrentCursor(db: Db): Promise<EventCursor> {
  const snapshot = sql<string>`pg_current_snapshot()::text`.as('snapshot');
  return cursorAt((await db.selectNoFrom(snapshot).executeTakeFirstOrThrow()).snapshot);
}

/** So many are read at a time; a reader who comes late gets them in several. */
const most = 200;

/** The events of these types that a reader has not had, in the order of their ids; of the last 24 hours. */
export async function readEventsAfter(
  db: Db,
  { cursor, seen, types }: { cursor: EventCursor; seen: VisibleAccounts; types: readonly string[] },
): Promise<EventBatch> {
  const { from, to, id } = cursor;
  if (from !== to) {
    const rest = sql<boolean>`${isUnseen(from)} and not ${isUnseen(to)} and id > ${id}::bigint`;
    const { events, isMore } = await read(db, { seen, types, which: rest });
    if (events.length > 0) {
      const told = events.map((event) => ({ ...event, cursor: { from, to, id: event.id } }));
      return { events: told, isMore: true, next: isMore ? lastOf(told) : { from: to, to, id: '0' } };
    }
  }
  const { events, isMore, snapshot } = await read(db, { seen, types, which: isUnseen(to) });
  const now = cursorAt(snapshot);
  const told = events.map((event) => ({ ...event, cursor: { from: to, to: now.to, id: event.id } }));
  return { events: told, isMore, next: isMore ? lastOf(told) : now };
}

const lastOf = (events: StreamedEvent[]): EventCursor => {
  const last = events.at(-1);
  if (!last) throw new Error('a batch that has more is not empty');
  return last.cursor;
};

/** What saw transactions of a later time than now's is another database's (a backup was restored): it saw nothing here. */
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

/** One statement, so that what it found and the snapshot it tells are of the same moment. */
async function read(db: Db, { seen: { userId, accountIds }, types, which }: Reading) {
  // Rows that a restore brought along can be of transactions that are still to come here: they are no news.
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
      limit ${most + 1}
    ) as event on true
    order by event.id`.execute(db);
  const [first] = rows;
  if (!first) throw new Error('PostgreSQL told no snapshot');
  const found = rows.filter((row): row is typeof row & Row => row.id !== null);
  return {
    snapshot: first.snapshot,
    events: found.slice(0, most),
    isMore: found.length > most,
  };
}
