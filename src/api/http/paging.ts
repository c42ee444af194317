import { z } from 'zod';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openCursor, sealCursor } from './sealed-cursor.js';
import { validationError } from '../access/api-error.js';
import { numberMeta, numberParam } from '../access/wire-values.js';

const limitSchema = numberParam(1, 200)
  .optional()
  .meta({ description: 'Maximum number of items; 50 by default.', override: numberMeta(1, 200) });

/** Query parameters of every paged list. */
export const pageQuerySchema = z.object({
  limit: limitSchema,
  cursor: z.string().max(1_000).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

/** A page of items. `next_cursor` is null on the last page. */
export const pageSchema = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** The format of a position: a row's number or id, whichever its list is ordered by. */
const numberPosition = z.string().regex(/^\d{1,18}$/);
export const idPosition = z.guid();

/**
 * Reads one page of a list. `list` names the list and its owner; the cursor of another list is VALIDATION_ERROR. `read`
 * is called with one row more than the page has, to find out whether there is a next page.
 */
export async function readPage<Row, Item>(
  { limit = 50, cursor }: PageQuery,
  {
    ring,
    list,
    read,
    position = numberPosition,
    positionOf,
    toItem,
  }: {
    ring: KeyRing;
    list: string;
    position?: typeof numberPosition | typeof idPosition;
    read: (page: { before: string | null; limit: number }) => Promise<Row[]>;
    positionOf: (row: Row) => string;
    toItem: (row: Row) => Item;
  },
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const before = cursor === undefined ? null : position.safeParse(await openCursor(ring, list, cursor)).data;
  if (before === undefined)
    throw validationError({ path: 'cursor', message: 'must be the next_cursor of a page of this list' });
  const rows = await read({ before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: page.map(toItem),
    next_cursor: hasMore ? await sealCursor(ring, list, positionOf(last)) : null,
  };
}
