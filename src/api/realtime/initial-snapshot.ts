import { cursorAt, type EventCursor } from '../../db/events/event-cursor.js';
import { readPendingRequests } from '../../db/logins/pending-requests.js';
import type { Db } from '../../db/open.js';
import type { VisibleAccounts } from '../../db/visible-accounts.js';
import { pendingToRealtimeEvent, type RealtimeEvent } from './wire-realtime-event.js';

/** The first events of a new reader, and the cursor at which its stream continues. */
export interface InitialSnapshot {
  pending: RealtimeEvent[];
  cursor: EventCursor;
}

/** Far more than can be answered at once; bounds the memory of one connection. */
const maxRequests = 5_000;

/**
 * Reads one `assistance.requested` event for each pending request, and the position in the event stream of the same
 * database snapshot, so that there is neither gap nor overlap. Read before the connection is confirmed to the client,
 * which therefore misses nothing that happens after the confirmation.
 */
export async function readInitialSnapshot(db: Db, visible: VisibleAccounts): Promise<InitialSnapshot> {
  const { requests, snapshot } = await readPendingRequests(db, {
    ...visible,
    since: undefined,
    limit: maxRequests,
  });
  return {
    pending: requests.map((row) => pendingToRealtimeEvent(row, visible.userId)),
    cursor: cursorAt(snapshot),
  };
}
