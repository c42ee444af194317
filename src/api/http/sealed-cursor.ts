import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';

/** The latest cursors of each key ring: clients that poll get the same one at each call, and sealing costs more than reading. */
const latestCursors = new WeakMap<KeyRing, Map<string, string>>();
const maxLatestCursors = 1_000;

/**
 * Encodes a position in a list as an opaque cursor. Sealed, because positions are counted over all customers and
 * would reveal how active the others are. `list` names the list and its owner: the cursor is valid for no other.
 */
export async function sealCursor(ring: KeyRing, list: string, position: string): Promise<string> {
  const latest = latestCursors.get(ring) ?? new Map<string, string>();
  latestCursors.set(ring, latest);
  const name = JSON.stringify([list, position]);
  const cursor = latest.get(name) ?? (await seal(ring, purpose.cursor(list), position));
  latest.set(name, cursor);
  const [oldest] = latest.keys();
  if (latest.size > maxLatestCursors && oldest !== undefined) latest.delete(oldest);
  return cursor;
}

/** The position that a cursor encodes; undefined if it is not a cursor of this list. */
export const openCursor = (ring: KeyRing, list: string, cursor: string): Promise<string | undefined> =>
  openIfPossible(ring, purpose.cursor(list), cursor);
