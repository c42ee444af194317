import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import { readEventsAfter, type StreamedEvent } from '../../db/events/event-stream.js';
import type { Db } from '../../db/open.js';
import type { VisibleAccounts } from '../../db/visible-accounts.js';
import { createWakeSignal } from '../http/wake-signal.js';
import { isOutage } from '../../process/outages.js';
import { realtimeTypes } from './wire-realtime-event.js';

interface FollowOptions {
  db: Db;
  feed: Pick<EventFeed, 'subscribe'>;
  visible: VisibleAccounts;
  /** Events after this are returned. */
  cursor: EventCursor;
  /** Ends the generator when aborted. */
  end: AbortSignal;
}

/** Polls the database this often, as the feed may have lost its connection unnoticed. */
const pollMs = 10_000;
const outageRetryMs = 1_000;

const isRealtimeType = new Set<string>(realtimeTypes);

/**
 * Yields batches of the events that a reader may see, in order, from a cursor on. Each event is yielded once and none is
 * skipped, even if the feed fails: the feed only triggers the next read. An empty batch means that there was nothing
 * new for 10 s. Waits out database outages; other errors are passed on.
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<StreamedEvent[], void> {
  const { db, feed, visible, end } = options;
  let { cursor } = options;
  const wakeSignal = createWakeSignal();
  const unsubscribe = feed.subscribe((event) => {
    if (event === 'gap' || (event.userId === visible.userId && isRealtimeType.has(event.type)))
      wakeSignal.send();
  });
  end.addEventListener('abort', wakeSignal.send);
  try {
    while (!end.aborted) {
      const batch = await readBatch();
      if (batch) {
        cursor = batch.next;
        yield batch.events;
      }
      if (!batch?.isMore) await wakeSignal.wait(batch ? pollMs : outageRetryMs);
    }
  } finally {
    unsubscribe();
    end.removeEventListener('abort', wakeSignal.send);
  }

  /** Undefined during an outage of the database; the cursor stays where it is. */
  async function readBatch() {
    try {
      return await readEventsAfter(db, { cursor, seen: visible, types: realtimeTypes });
    } catch (error) {
      if (isOutage(error)) return undefined;
      throw error;
    }
  }
}
