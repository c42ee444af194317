import type { KeyUsage } from '../db/keys/key-usage.js';

/** Lines for a person: each key of the ring, and each that something needs, with the number of values that it seals. */
export function describeKeyUsage(
  ids: readonly string[],
  usage: readonly KeyUsage[],
): { lines: string[]; isGood: boolean } {
  const needed = usage.flatMap(({ keyId }) => (keyId === null ? [] : [keyId]));
  const missing = [...new Set(needed)].filter((id) => !ids.includes(id)).sort();
  const damaged = usage.filter(({ keyId }) => keyId === null);
  const lines = [
    ...ids.map((id, at) => `${id}${at === 0 ? ' (seals)' : ''}: ${describe(usage, id)}`),
    ...missing.map((id) => `${id} IS MISSING in SECRET_KEYS: ${describe(usage, id)}`),
    ...(damaged.length > 0 ? [`damaged: ${describe(usage, null)}`] : []),
  ];
  return { lines, isGood: missing.length === 0 && damaged.length === 0 };
}

function describe(usage: readonly KeyUsage[], id: string | null): string {
  const own = usage.filter(({ keyId }) => keyId === id);
  const total = own.reduce((sum, { count }) => sum + count, 0);
  const places = own.map(({ table, column, count }) => `${table}.${column} ${count}`);
  return total === 0 ? 'seals nothing' : `${total} values (${places.join(', ')})`;
}
