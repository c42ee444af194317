import { rateLimited } from '../access/api-error.js';

/** Connections that one user may hold open at one process (docs/api.md, *Limits*). */
const maxPerUser = 100;
const retryAfterSeconds = 30;

/** Counts long-lived connections, so that no user can use up those of a process. */
export function createConnectionQuota() {
  const openByUser = new Map<string, number>();
  return {
    /** Counts one connection; the returned function releases it. Throws RATE_LIMITED when the user has too many. */
    acquire(userId: string): () => void {
      const open = openByUser.get(userId) ?? 0;
      if (open >= maxPerUser) throw rateLimited('too_many_connections', retryAfterSeconds);
      openByUser.set(userId, open + 1);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        const left = (openByUser.get(userId) ?? 1) - 1;
        if (left === 0) openByUser.delete(userId);
        else openByUser.set(userId, left);
      };
    },
  };
}
