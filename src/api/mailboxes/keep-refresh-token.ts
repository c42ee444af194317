import { z } from 'zod';
import { readRefreshToken, saveRefreshToken } from '../../db/mailboxes/mailbox-rows.js';
import type { RefreshTokenStore } from '../../mailboxes/mailbox-access-tokens.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';

/** `configured` is the refresh token of the mailbox's URL: once the URL has another one, that counts again. */
const savedSchema = z.object({ configured: z.string(), current: z.string() });

/**
 * Keeps the refresh token of a mailbox, sealed, when the token endpoint replaces it. Microsoft replaces it at each use,
 * and the one in the URL expires after 90 days.
 */
export function keepRefreshToken(
  { db, ring }: Pick<Api, 'db' | 'ring'>,
  { id, configured }: { id: string; configured: string },
): RefreshTokenStore {
  const of = purpose.mailboxRefreshToken(id);
  return {
    read: async () => {
      const sealed = await readRefreshToken(db, id);
      const opened = sealed === null ? undefined : await openIfPossible(ring, of, sealed);
      if (opened === undefined) return undefined;
      const saved = savedSchema.parse(JSON.parse(opened));
      return saved.configured === configured ? saved.current : undefined;
    },
    save: async (current) => {
      const sealed = await seal(ring, of, JSON.stringify({ configured, current }));
      await saveRefreshToken(db, id, sealed);
    },
  };
}
