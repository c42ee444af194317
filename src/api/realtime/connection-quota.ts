import { rateLimited } from '../access/api-error.js';

/** So many connections may one user hold open at one process: more than tabs and machines need, fewer than hurt. */
const mostOfOneUser = 100;
const comeBackSeconds = 30;

/** Counts the connections that stay open, so that no user can take all that a process has. */
export function createConnectionQuota() {
  const taken = new Map<string, number>();
  return {
    /** Takes a place; the returned function gives it back. Throws RATE_LIMITED when the user has no more. */
    take(userId: string): () => void {
      const before = taken.get(userId) ?? 0;
      if (before >= mostOfOneUser) throw rateLimited('too_many_connections', comeBackSeconds);
      taken.set(userId, before + 1);
      let isGivenBack = false;
      return () => {
        if (isGivenBack) return;
        isGivenBack = true;
        const left = (taken.get(userId) ?? 1) - 1;
        if (left === 0) taken.delete(userId);
        else taken.set(userId, left);
      };
    },
  };
}
