import { keepNewest } from './keep-newest.js';

export interface Bounds {
  maxUsers: number;
  maxEntries: number;
}

/**
 * A bounded list for each user name. The oldest entries of a list, and the lists without a new entry for longest, are
 * dropped first.
 */
export function createPerUser<T>({ maxUsers, maxEntries }: Bounds) {
  const lists = new Map<string, readonly T[]>();

  return {
    add(username: string, ...entries: T[]): void {
      const kept = [...(lists.get(username) ?? []), ...entries].slice(-maxEntries);
      keepNewest(lists, { key: username, value: kept, most: maxUsers });
    },
    of(username: string): readonly T[] {
      return lists.get(username) ?? [];
    },
    all(): T[] {
      return [...lists.values()].flat();
    },
  };
}
