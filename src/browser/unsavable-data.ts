import { z } from 'zod';
import type { StorageState } from '../assistance/storage-state.js';

/** The part of Playwright's storage state that holds IndexedDB. `valueEncoded` is there for what is not plain JSON. */
const indexedDbSchema = z.array(
  z.object({
    stores: z.array(z.object({ records: z.array(z.object({ valueEncoded: z.unknown().optional() })) })),
  }),
);

/**
 * Whether IndexedDB held something that a storage state cannot carry, such as a key that must not leave the browser, a
 * file or an image. Playwright writes an object without properties (`{ o: [] }`) in its place, and the page would find
 * a broken value in another browser. An object that really has no properties, beside a date for example, looks the
 * same: then a browser is not kept that could have been, which costs a code and nothing else.
 */
export function holdsUnsavableData({ origins }: StorageState): boolean {
  return origins.some((origin) => {
    const databases = indexedDbSchema.safeParse(origin['indexedDB'] ?? []);
    if (!databases.success) return true;
    return databases.data.some(({ stores }) =>
      stores.some(({ records }) => records.some(({ valueEncoded }) => holdsEmptyObject(valueEncoded))),
    );
  });
}

function holdsEmptyObject(encoded: unknown): boolean {
  if (typeof encoded !== 'object' || encoded === null) return false;
  if ('o' in encoded && Array.isArray(encoded.o) && encoded.o.length === 0) return true;
  return Object.values(encoded).some(holdsEmptyObject);
}
