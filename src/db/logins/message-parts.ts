import { sql } from 'kysely';
import type { Db } from '../open.js';

interface MessageId {
  keyId: string;
  /** Identifies the message among those of the key. */
  message: string;
}

interface NewMessagePart extends MessageId {
  part: number;
  sealed: string;
}

/**
 * Keeps a part of a long message, and returns all parts of it that have arrived, in their order. Parts are kept for ten
 * minutes: longer than any request waits, and as short as that because services soon use their reference numbers again.
 */
export async function keepMessagePart(
  db: Db,
  { keyId, message, part, sealed }: NewMessagePart,
): Promise<{ part: number; sealed: string }[]> {
  await db
    .deleteFrom('message_parts')
    .where('received_at', '<', sql<Date>`now() - interval '10 minutes'`)
    .execute();
  await db
    .insertInto('message_parts')
    .values({ key_id: keyId, message, part, sealed })
    .onConflict((conflict) =>
      conflict.columns(['key_id', 'message', 'part']).doUpdateSet({ sealed, received_at: sql<Date>`now()` }),
    )
    .execute();
  return db
    .selectFrom('message_parts')
    .select(['part', 'sealed'])
    .where('key_id', '=', keyId)
    .where('message', '=', message)
    .orderBy('part')
    .execute();
}

/** Deletes the parts of a message. */
export async function deleteMessageParts(db: Db, { keyId, message }: MessageId): Promise<void> {
  await db.deleteFrom('message_parts').where('key_id', '=', keyId).where('message', '=', message).execute();
}
