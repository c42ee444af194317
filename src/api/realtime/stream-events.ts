import type { EventCursor } from '../../db/events/event-cursor.js';
import { findApiKey } from '../../db/accounts/api-keys.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { type RealtimeEvent, toRealtimeEvent } from './wire-realtime-event.js';
import { readInitialSnapshot } from './initial-snapshot.js';
import { followEvents } from './follow-events.js';
import { eventId } from './event-id.js';

interface StreamOptions {
  api: Pick<Api, 'db' | 'feed' | 'ring'>;
  caller: KeyCaller;
  /** Ends the stream when aborted. */
  disconnect: AbortSignal;
  /** Position of the last event that the client received; undefined for a new client. */
  cursor: EventCursor | undefined;
}

/** How long an `EventSource` waits before it reconnects. */
const retryMs = 2_000;

/**
 * Generates a stream of server-sent events: for a new client the pending requests, then what happens to the accounts of
 * the key, until the key is revoked. Pending requests have no id; the id that follows them confirms that all were sent.
 */
export async function* streamEvents({
  api,
  caller,
  disconnect,
  cursor,
}: StreamOptions): AsyncGenerator<string> {
  const { db, feed, ring } = api;
  const { userId, accountIds, keyId } = caller;
  const visible = { userId, accountIds };
  const initial = cursor ? { pending: [], cursor } : await readInitialSnapshot(db, visible);
  // Sent at once, so that the client knows that it is connected.
  yield `retry: ${retryMs}\n\n`;
  for (const event of initial.pending) yield block(event);
  yield `id: ${await eventId(ring, userId, initial.cursor)}\n\n`;
  for await (const events of followEvents({ db, feed, visible, cursor: initial.cursor, end: disconnect })) {
    if (!(await findApiKey(db, keyId))) return;
    if (events.length === 0) yield ': still here\n\n';
    for (const event of events)
      yield block(toRealtimeEvent(event), await eventId(ring, userId, event.cursor));
  }
}

const block = (event: RealtimeEvent, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
