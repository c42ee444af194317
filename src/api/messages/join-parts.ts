import { fingerprint } from '../../db/keys/fingerprint.js';
import { deleteMessageParts, keepMessagePart } from '../../db/logins/message-parts.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';

export interface MessagePart {
  /** What the parts of a message have in common. */
  id: readonly string[];
  total: number;
  /** From 1 to `total`. */
  part: number;
  text: string;
}

export interface JoinedMessage {
  text: string;
  /** Deletes the parts. */
  forget: () => Promise<void>;
}

/**
 * Keeps a part of a long message, sealed. Once all of its parts are there, in whatever order, returns its text. A part that comes again, or one of a later message under the same id, replaces the earlier one.
 */
export async function joinParts(
  { db, ring, keyId }: Pick<Api, 'db' | 'ring'> & { keyId: string },
  { id, total, part, text }: MessagePart,
): Promise<JoinedMessage | undefined> {
  // Keyed, as it is made of telephone numbers.
  const message = await fingerprint({ db, ring }, 'parts of a message', JSON.stringify(id));
  const purposeOf = (one: number) => purpose.messagePart(`${keyId}/${message}/${one}`);
  const sealed = await seal(ring, purposeOf(part), text);
  const parts = await keepMessagePart(db, { keyId, message, part, sealed });
  const texts = await Promise.all(
    parts
      .filter((one) => one.part <= total)
      .map((one) => openIfPossible(ring, purposeOf(one.part), one.sealed)),
  );
  const readable = texts.filter((one) => one !== undefined);
  if (readable.length < total) return undefined;
  return { text: readable.join(''), forget: () => deleteMessageParts(db, { keyId, message }) };
}
