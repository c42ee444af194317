import type { EventCursor } from '../../db/events/event-cursor.js';
import { findApiKey } from '../../db/accounts/api-keys.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { toRealtimeEvent, type RealtimeEvent } from './wire-realtime-event.js';
import { readInitialSnapshot } from './initial-snapshot.js';
import { followEvents } from './follow-events.js';
import { eventId } from './event-id.js';

interface Streaming {
  api: Api;
  caller: KeyCaller;
  disconnect: AbortSignal;
  /** Where the reader stopped; undefined for one that comes for the first time. */
  cursor: EventCursor | undefined;
}

const retryMs = 2_000;

/**
 * Server-sent events: to a new reader what waits, then what happens, each event with the id to resume at. The pending
 * requests carry none of their own; the one that follows them says that all of them were told.
 */
export async function* streamEvents({ api, caller, disconnect, cursor }: Streaming): AsyncGenerator<string> {
  const { db, feed, ring } = api;
  const { userId, accountIds, keyId } = caller;
  const seen = { userId, accountIds };
  const initial = cursor ? { waiting: [], cursor } : await readInitialSnapshot(db, seen);
  // The first words make the reader see that it is connected.
  yield `retry: ${retryMs}\n\n`;
  for (const event of initial.waiting) yield block(event);
  yield `id: ${await eventId(ring, userId, initial.cursor)}\n\n`;
  for await (const events of followEvents({ db, feed, seen, cursor: initial.cursor, end: disconnect })) {
    if (!(await findApiKey(db, { id: keyId }))) return;
    if (events.length === 0) yield ': still here\n\n';
    for (const event of events)
      yield block(toRealtimeEvent(event), await eventId(ring, userId, event.cursor));
  }
}

const block = (event: RealtimeEvent, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
