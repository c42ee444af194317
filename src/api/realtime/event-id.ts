import { z } from 'zod';
import { type EventCursor, readCursor, writeCursor } from '../../db/events/event-cursor.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openCursor, sealCursor } from '../http/sealed-cursor.js';
import { validationError } from '../access/api-error.js';

/** Ample: an id contains the ids of the transactions that were running at two points in time. */
const maxLength = 12_000;

export const eventIdSchema = z.string().max(maxLength).optional().meta({
  description:
    'The id of the last event that was received; the stream continues after it. `0` replays the last 24 hours.',
});

const streamOf = (userId: string): string => `stream of ${userId}`;

/** The id of an event in the stream of this user: its cursor, sealed for the user. */
export const eventId = (ring: KeyRing, userId: string, cursor: EventCursor): Promise<string> =>
  sealCursor(ring, streamOf(userId), writeCursor(cursor));

/**
 * The cursor after the event with this id; undefined without an id. Throws VALIDATION_ERROR if it is not the id of an
 * event of this user. `path` names the header or parameter that the id was sent in.
 */
export async function parseEventId(
  ring: KeyRing,
  userId: string,
  { id, path }: { id: string | undefined; path: string },
): Promise<EventCursor | undefined> {
  if (id === undefined || id === '') return undefined;
  const cursor = readCursor(id === '0' ? id : ((await openCursor(ring, streamOf(userId), id)) ?? ''));
  if (!cursor) throw validationError({ path, message: 'must be the id of an event that you received, or 0' });
  return cursor;
}
