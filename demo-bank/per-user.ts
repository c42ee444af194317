export interface Bounds {
  maxUsers: number;
  maxEntries: number;
}

/** A list for each user name that cannot grow without end: the oldest entries and the users longest silent go first. */
export function createPerUser<T>({ maxUsers, maxEntries }: Bounds) {
  const lists = new Map<string, readonly T[]>();

  return {
    add(username: string, ...entries: T[]): void {
      const kept = [...(lists.get(username) ?? []), ...entries].slice(-maxEntries);
      // Deleting first moves the user to the end of the map, whose start is then the one longest silent.
      lists.delete(username);
      lists.set(username, kept);
      for (const oldest of lists.keys()) {
        if (lists.size <= maxUsers) break;
        lists.delete(oldest);
      }
    },
    of(username: string): readonly T[] {
      return lists.get(username) ?? [];
    },
    all(): T[] {
      return [...lists.values()].flat();
    },
  };
}
