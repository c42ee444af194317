import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import { readEventsAfter, type StreamedEvent } from '../../db/events/event-stream.js';
import type { Db } from '../../db/open.js';
import type { VisibleAccounts } from '../../db/visible-accounts.js';
import { createWakeSignal } from '../http/wake-signal.js';
import { isOutage } from '../../process/outages.js';
import { realtimeTypes } from './wire-realtime-event.js';

interface Following {
  db: Db;
  feed: Pick<EventFeed, 'subscribe'>;
  seen: VisibleAccounts;
  /** The place to begin at. */
  cursor: EventCursor;
  /** Aborted when nobody follows any more. */
  end: AbortSignal;
}

/** After so long without news a follower looks by itself: the feed may be down without our knowing. */
const quietMs = 10_000;
const retryMs = 1_000;

const told = new Set<string>(realtimeTypes);

/**
 * The events that a reader may see, from a cursor on: each once and none left out, whatever becomes of the
 * connection that announces them, because the announcement only says that it is time to look. An empty batch
 * says that there was no news for a while.
 */
export async function* followEvents(following: Following): AsyncGenerator<StreamedEvent[], void> {
  const { db, feed, seen, end } = following;
  let { cursor } = following;
  const bell = createWakeSignal();
  const unsubscribe = feed.subscribe((heard) => {
    if (heard === 'gap' || (heard.userId === seen.userId && told.has(heard.type))) bell.ring();
  });
  end.addEventListener('abort', bell.ring);
  try {
    while (!end.aborted) {
      const batch = await readUnlessOut();
      if (batch) {
        cursor = batch.next;
        yield batch.events;
      }
      // The end rings too, so that nobody waits for it.
      if (!batch?.isMore) await bell.rung(batch ? quietMs : retryMs);
    }
  } finally {
    unsubscribe();
    end.removeEventListener('abort', bell.ring);
  }

  /** Undefined while the database cannot be reached: the cursor stays where it is. */
  async function readUnlessOut() {
    try {
      return await readEventsAfter(db, { cursor, seen, types: realtimeTypes });
    } catch (error) {
      if (isOutage(error)) return undefined;
      throw error;
    }
  }
}
