import { z } from 'zod';
import { type EventCursor, readCursor, writeCursor } from '../../db/events/event-cursor.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openCursor, sealCursor } from '../http/sealed-cursor.js';
import { validationError } from '../access/api-error.js';

/** The longest is far shorter: it names the transactions that ran at two moments. */
const longest = 12_000;

export const eventIdSchema = z.string().max(longest).optional().meta({
  description: 'The id of the last event that was read: the stream goes on after it. `0`: the last 24 hours.',
});

const streamOf = (userId: string): string => `stream of ${userId}`;

/** The id of an event in the stream of a user: the place after it. */
export const eventId = (ring: KeyRing, userId: string, cursor: EventCursor): Promise<string> =>
  sealCursor(ring, streamOf(userId), writeCursor(cursor));

/** The place after the event with this id; undefined for who names none. `path` is where the id was given. */
export async function parseEventId(
  ring: KeyRing,
  userId: string,
  { id, path }: { id: string | undefined; path: string },
): Promise<EventCursor | undefined> {
  if (id === undefined || id === '') return undefined;
  const cursor = readCursor(id === '0' ? id : ((await openCursor(ring, streamOf(userId), id)) ?? ''));
  if (!cursor) throw validationError({ path, message: 'must be the id of an event' });
  return cursor;
}
