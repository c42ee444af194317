import * as z from 'zod/mini';
import { keys, queryClient } from './query-client';
import { request } from './request';
import { type Account, accountSchema } from './schemas';

export const accountsSchema = z.array(accountSchema);

/** Changes within this time are loaded with one request. */
const collectMs = 100;
/** As the API allows. If more have changed, all accounts are loaded. */
const mostIds = 100;

const changedIds = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Loads an account of the list again, together with others that change at the same time. */
export function refreshListedAccount(accountId: string): void {
  changedIds.add(accountId);
  timer ??= setTimeout(() => {
    timer = undefined;
    const ids = [...changedIds];
    changedIds.clear();
    void refresh(ids);
  }, collectMs);
}

async function refresh(ids: readonly string[]): Promise<void> {
  const listed = queryClient.getQueryData<Account[]>(keys.accounts);
  const known = new Set(listed?.map(({ id }) => id));
  if (ids.length > mostIds || !ids.every((id) => known.has(id))) return refreshAll();
  try {
    const changed = await request(`/accounts?ids=${ids.join(',')}`, accountsSchema);
    // One that is missing was deleted.
    if (changed.length < ids.length) {
      await refreshAll();
      return;
    }
    // A request for all accounts that was sent before could bring back the old state.
    await queryClient.cancelQueries({ queryKey: keys.accounts, exact: true });
    const byId = new Map(changed.map((account) => [account.id, account]));
    queryClient.setQueryData<Account[]>(keys.accounts, (all) => all?.map((one) => byId.get(one.id) ?? one));
  } catch {
    // The query for all accounts retries, and shows the problem.
    await refreshAll();
  }
}

const refreshAll = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.accounts });
