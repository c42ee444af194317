import type { WebSocket } from 'ws';
import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { toRealtimeEvent, type RealtimeEvent } from './wire-realtime-event.js';
import type { InitialSnapshot } from './initial-snapshot.js';
import { followEvents } from './follow-events.js';
import { eventId } from './event-id.js';

/** A client that has left so many bytes untaken is given so long to take them, and dropped. */
const mostBufferedBytes = 256 * 1024;
const takeWithinMs = 5_000;

interface Serving {
  socket: WebSocket;
  userId: string;
  initial: InitialSnapshot;
  /** Where an earlier socket stopped; undefined for who comes for the first time. */
  after: EventCursor | undefined;
  db: Db;
  ring: KeyRing;
  feed: Pick<EventFeed, 'subscribe'>;
}

/**
 * Tells a socket what waits and then what happens, until it is closed. The two meet without a gap or an overlap; who
 * comes again is told what waits, and all that happened since. Each event has the id to come again with.
 */
export async function serveSocket({
  socket,
  userId,
  initial,
  after,
  db,
  ring,
  feed,
}: Serving): Promise<void> {
  const left = new AbortController();
  socket.once('close', () => left.abort());
  for (const event of initial.waiting) await send(socket, event);
  const cursor = after ?? initial.cursor;
  const seen = { userId, accountIds: null };
  for await (const events of followEvents({ db, feed, seen, cursor, end: left.signal }))
    for (const event of events) {
      const id = await eventId(ring, userId, event.cursor);
      await send(socket, { ...toRealtimeEvent(event), id });
    }
}

async function send(socket: WebSocket, event: RealtimeEvent & { id?: string }): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const isTaken = new Promise<void>((resolve) => {
    // An error says that the socket is closed, which its own event tells.
    socket.send(JSON.stringify(event), () => resolve());
  });
  if (socket.bufferedAmount <= mostBufferedBytes) return;
  const giveUp = setTimeout(() => socket.terminate(), takeWithinMs);
  await isTaken.finally(() => clearTimeout(giveUp));
}
