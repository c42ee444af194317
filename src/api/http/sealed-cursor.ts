import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';

/**
 * Encodes a position in a list as an opaque cursor. Sealed, because positions are counted over all customers and
 * would reveal how active the others are. `list` names the list and its owner: the cursor is valid for no other.
 */
export const sealCursor = (ring: KeyRing, list: string, position: string): Promise<string> =>
  seal(ring, purpose.cursor(list), position);

/** The position that a cursor encodes; undefined if it is not a cursor of this list. */
export const openCursor = (ring: KeyRing, list: string, cursor: string): Promise<string | undefined> =>
  openIfPossible(ring, purpose.cursor(list), cursor);
