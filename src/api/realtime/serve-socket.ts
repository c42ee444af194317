import type { WebSocket } from 'ws';
import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { type RealtimeEvent, toRealtimeEvent } from './wire-realtime-event.js';
import type { InitialSnapshot } from './initial-snapshot.js';
import { followEvents } from './follow-events.js';
import { eventId } from './event-id.js';

/** A client with more unread bytes than this must read them in time, or its socket is closed. */
const maxBufferedBytes = 256 * 1024;
const readTimeoutMs = 5_000;

interface ServeOptions {
  socket: WebSocket;
  userId: string;
  initial: InitialSnapshot;
  /** Position of the last event of an earlier socket; undefined for a new client. */
  after: EventCursor | undefined;
  db: Db;
  ring: KeyRing;
  feed: Pick<EventFeed, 'subscribe'>;
}

/**
 * Sends the pending requests and then the events of a user to a socket until it is closed, without gap or overlap. A
 * client that reconnects also gets the events since its last one. Each event has an `id` to continue after.
 */
export async function serveSocket({
  socket,
  userId,
  initial,
  after,
  db,
  ring,
  feed,
}: ServeOptions): Promise<void> {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  for (const event of initial.pending) await send(socket, event);
  const cursor = after ?? initial.cursor;
  const visible = { userId, accountIds: null };
  for await (const events of followEvents({ db, feed, visible, cursor, end: closed.signal }))
    for (const event of events) {
      const id = await eventId(ring, userId, event.cursor);
      await send(socket, { ...toRealtimeEvent(event), id });
    }
}

async function send(socket: WebSocket, event: RealtimeEvent & { id?: string }): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const isSent = new Promise<void>((resolve) => {
    // On an error the socket is closed, which ends `serveSocket`.
    socket.send(JSON.stringify(event), () => resolve());
  });
  if (socket.bufferedAmount <= maxBufferedBytes) return;
  const terminate = setTimeout(() => socket.terminate(), readTimeoutMs);
  await isSent.finally(() => clearTimeout(terminate));
}
