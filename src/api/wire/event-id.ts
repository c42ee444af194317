import { z } from 'zod';
import { readCursor } from '../../db/event-cursor.js';

/** The longest is far shorter: it names the transactions that ran at two moments. */
const longest = 8_000;

/** The id of the last event that a reader had, as the place to go on at; undefined for none. */
export const eventIdSchema = z
  .string()
  .max(longest)
  .optional()
  .transform((text, context) => {
    if (text === undefined || text === '') return undefined;
    const cursor = readCursor(text);
    if (!cursor) context.addIssue({ code: 'custom', message: 'must be the id of an event' });
    return cursor;
  })
  .meta({
    description:
      'The id of the last event that was read: the stream goes on after it. `0`: the last 24 hours.',
    override: { type: 'string' },
  });
