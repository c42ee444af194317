import { z } from 'zod';
import { validationError } from './errors.js';

const limitSchema = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
  .transform(Number)
  .pipe(z.int().min(1, 'must be from 1 to 200').max(200, 'must be from 1 to 200'))
  .optional()
  .meta({ description: 'How many items at most: 1 to 200, 50 when left out.' });

/** The query of every paged list. */
export const pageQuerySchema = z.object({
  limit: limitSchema,
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the page before.' }),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

export const pageSchema = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** A row is found again by its number or by its id, whichever its list is ordered by. */
export const numberPosition = z.string().regex(/^\d{1,18}$/);
export const idPosition = z.guid();

/**
 * Reads one page of a list. `list` names whose list it is: a cursor of another one
 * is refused. `read` is asked for one item more than the page holds, to see whether there is a next one.
 */
export async function readPage<Row, Item>(
  { limit = 50, cursor }: PageQuery,
  {
    list,
    read,
    position = numberPosition,
    positionOf,
    toItem,
  }: {
    list: string;
    position?: typeof numberPosition | typeof idPosition;
    read: (page: { before: string | null; limit: number }) => Promise<Row[]>;
    positionOf: (row: Row) => string;
    toItem: (row: Row) => Item;
  },
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const before = cursor === undefined ? null : positionIn(list, position, cursor);
  const rows = await read({ before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: page.map(toItem), next_cursor: hasMore ? makeCursor(list, positionOf(last)) : null };
}

const makeCursor = (list: string, position: string): string =>
  Buffer.from(JSON.stringify([list, position])).toString('base64url');

function positionIn(list: string, positionSchema: z.ZodType<string>, cursor: string): string {
  const [ofList, position] = z.tuple([z.string(), positionSchema]).safeParse(parsed(cursor)).data ?? [];
  if (ofList !== list || position === undefined)
    throw validationError({ path: 'cursor', message: 'must be a next_cursor of this list' });
  return position;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // not one of ours
  }
}
