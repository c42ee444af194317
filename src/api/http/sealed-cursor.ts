import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';

/**
 * A place in a list, as callers carry it: sealed, because places are counted over all customers, and numbers in the
 * clear would tell each what the others do. `list` names whose list it is; it opens for no other.
 */
export const sealCursor = (ring: KeyRing, list: string, place: string): Promise<string> =>
  seal(ring, purpose.cursor(list), place);

/** The place that a cursor stands for; undefined when it is none of this list's. */
export const openCursor = (ring: KeyRing, list: string, cursor: string): Promise<string | undefined> =>
  openIfPossible(ring, purpose.cursor(list), cursor);
