import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** How often a list is loaded whole while events announce its changes, in case one of them is missed. */
export const wholeListMs = 15_000;

/**
 * Puts items that were loaded again into the list of a query. The whole list is loaded too if its last load is older than
 * `wholeListMs`, or if such a load was under way: it may bring what no event announces, after a reconnect for example.
 * Resolves after that load.
 */
export async function mergeIntoList<List>(
  queryClient: QueryClient,
  queryKey: QueryKey,
  merge: (list: List | undefined) => List | undefined,
): Promise<void> {
  const wasLoading = queryClient.isFetching({ queryKey, exact: true }) > 0;
  // Its answer could bring back the old state.
  await queryClient.cancelQueries({ queryKey, exact: true });
  // The time stays that of the last whole load. Each change restarts the query's own interval.
  const updatedAt = queryClient.getQueryState(queryKey)?.dataUpdatedAt ?? 0;
  queryClient.setQueryData<List>(queryKey, merge, { updatedAt });
  if (wasLoading || Date.now() - updatedAt >= wholeListMs)
    await queryClient.invalidateQueries({ queryKey, exact: true });
}
