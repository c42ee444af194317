/** Sets a value in a map that holds no more than `most`: those that were set longest ago go first. */
export function keepNewest<K, V>(
  map: Map<K, V>,
  { key, value, most }: { key: K; value: V; most: number },
): void {
  // Deleting first moves the key to the end of the map, whose start is then the one set longest ago.
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
