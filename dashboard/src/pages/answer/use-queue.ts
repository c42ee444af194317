import { useMemo, useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useWaiting } from '../../live/waiting-requests';
import { useBankMarks } from '../../ui/use-bank-marks';
import { type Row, stateOf } from '../accounts/account-state';
import { emptyQueue, withWaiting } from './queue';

/** The queue of this page, kept up to date, with the rows of its accounts. */
export function useQueue() {
  const waiting = useWaiting();
  const { data: accounts } = useAccounts();
  const { data: banks } = useBanks();
  const markOf = useBankMarks();
  const [kept, setQueue] = useState(emptyQueue);
  const queue = withWaiting(kept, waiting);
  if (queue !== kept) setQueue(queue);

  const rows = useMemo(() => {
    const requests = new Map(queue.waiting.map(({ accountId, request }) => [accountId, request]));
    const byId = new Map((accounts ?? []).map((account) => [account.id, account]));
    return queue.accountIds.flatMap((id): Row[] => {
      const account = byId.get(id);
      if (account === undefined) return [];
      const request = requests.get(id);
      return [{ account, bank: markOf(account.bank), request, state: stateOf(account, request) }];
    });
  }, [accounts, markOf, queue]);
  return { queue, setQueue, rows, isKnown: accounts !== undefined && banks !== undefined };
}
