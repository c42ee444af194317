import * as z from 'zod/mini';
import { mergeIntoList } from './merge-into-list';
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

/** Loads an account of the list again, together with others that change at the same time or while others are loaded. */
export function refreshListedAccount(accountId: string): void {
  changedIds.add(accountId);
  timer ??= setTimeout(() => void refreshChanged(), collectMs);
}

async function refreshChanged(): Promise<void> {
  try {
    while (changedIds.size > 0) {
      const ids = [...changedIds];
      changedIds.clear();
      await refresh(ids);
    }
  } finally {
    timer = undefined;
  }
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
    const byId = new Map(changed.map((account) => [account.id, account]));
    await mergeIntoList<Account[]>(queryClient, keys.accounts, (all) =>
      all?.map((one) => byId.get(one.id) ?? one),
    );
  } catch {
    // The query for all accounts retries, and shows the problem.
    await refreshAll();
  }
}

const refreshAll = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.accounts });
