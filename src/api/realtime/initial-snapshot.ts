import { cursorAt, type EventCursor } from '../../db/events/event-cursor.js';
import type { Db } from '../../db/open.js';
import { readPendingRequests } from '../../db/logins/pending-requests.js';
import type { VisibleAccounts } from '../../db/visible-accounts.js';
import { pendingToRealtimeEvent, type RealtimeEvent } from './wire-realtime-event.js';

/** What a new reader is told first, and where it goes on from there. */
export interface InitialSnapshot {
  waiting: RealtimeEvent[];
  cursor: EventCursor;
}

/** More than anybody can answer at once. */
const most = 5_000;

/**
 * One `assistance.requested` for each pending request, and the place in the stream of events at that very moment.
 * Asked for before a reader is told that it is connected: it may count on everything from then on.
 */
export async function readInitialSnapshot(db: Db, seen: VisibleAccounts): Promise<InitialSnapshot> {
  const { requests, snapshot } = await readPendingRequests(db, { ...seen, since: undefined, limit: most });
  return {
    waiting: requests.map((row) => pendingToRealtimeEvent(row, seen.userId)),
    cursor: cursorAt(snapshot),
  };
}
