import { mergeIntoList } from '../api/merge-into-list';
import { keys, queryClient } from '../api/query-client';
import { request } from '../api/request';
import { type PendingRequests, pendingSchema } from '../api/schemas';

/** As the API allows. If more have changed, all requests are loaded. */
const mostIds = 100;

const changedIds = new Set<string>();
let isLoading = false;

/**
 * Loads the pending request of an account again, and keeps those of others. What changes while a request is under way is
 * loaded together after it: the first of many changes is not delayed, and the others take one request.
 */
export function refreshWaiting(accountId: string): void {
  changedIds.add(accountId);
  if (!isLoading) void refresh();
}

async function refresh(): Promise<void> {
  isLoading = true;
  try {
    while (changedIds.size > 0) {
      const ids = [...changedIds];
      changedIds.clear();
      await load(ids);
    }
  } finally {
    isLoading = false;
  }
}

async function load(ids: readonly string[]): Promise<void> {
  if (ids.length > mostIds || queryClient.getQueryData(keys.waiting) === undefined) return loadAll();
  try {
    const { pending } = await request(`/assistance?ids=${ids.join(',')}`, pendingSchema);
    const isChanged = ({ account_id }: PendingRequests[number]) => ids.includes(account_id);
    await mergeIntoList<PendingRequests>(queryClient, keys.waiting, (all) => [
      ...(all ?? []).filter((one) => !isChanged(one)),
      // An older API, during an update, returns those of all accounts.
      ...pending.filter(isChanged),
    ]);
  } catch {
    // The query for all requests retries, and shows the problem.
    await loadAll();
  }
}

const loadAll = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.waiting });
