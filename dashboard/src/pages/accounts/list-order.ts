import type { Row } from './account-state';

/**
 * The order in which the rows stand. It is kept while requests arrive and are answered, so that no row moves under the
 * pointer, and made anew when the user searches, filters or asks for it.
 */
export interface ListOrder {
  waiting: readonly string[];
  rest: readonly string[];
}

/** The order of these rows, which are sorted by urgency. */
export function orderOf(rows: readonly Row[]): ListOrder {
  const idsOf = (isWaiting: boolean) =>
    rows.filter(({ state }) => (state === 'waiting') === isWaiting).map(({ account }) => account.id);
  return { waiting: idsOf(true), rest: idsOf(false) };
}

/**
 * The rows in that order: those that waited when it was made, and the others, with rows that were added since at the end.
 * A row stays when it no longer `matches` search and filter. `fresh`: how many rows wait among the others.
 */
export function arrange(rows: readonly Row[], order: ListOrder, matches: (row: Row) => boolean) {
  const byId = new Map(rows.map((row) => [row.account.id, row]));
  const known = new Set([...order.waiting, ...order.rest]);
  const find = (ids: readonly string[]): Row[] => ids.flatMap((id) => byId.get(id) ?? []);
  const added = rows.filter((row) => !known.has(row.account.id) && matches(row));
  const rest = [...find(order.rest), ...added];
  return {
    waiting: find(order.waiting),
    rest,
    fresh: rest.filter(({ state }) => state === 'waiting').length,
  };
}
