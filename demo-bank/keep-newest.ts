/** Sets a value in a map of at most `most` entries. The entries that were set longest ago are dropped. */
export function keepNewest<K, V>(
  map: Map<K, V>,
  { key, value, most }: { key: K; value: V; most: number },
): void {
  // Deleting first moves the key to the end of the map, so that the oldest entry is first.
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
