import { Plus, SearchX } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useAccounts } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useText } from '../../i18n';
import { useIsWaitingKnown, useWaiting } from '../../live/waiting';
import { ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { Empty, NotYet } from '../../ui/states';
import { AccountList } from './account-list';
import { byUrgency, type Filter, filters, mentions, passes, type Row, stateOf } from './account-state';
import { ListTools } from './list-tools';
import { Welcome } from './welcome';

export function AccountsPage() {
  const text = useText();
  const accounts = useAccounts();
  const waiting = useWaiting();
  const isWaitingKnown = useIsWaitingKnown();
  const { data: banks } = useBanks();
  // In the address, so that they are still there when somebody comes back from an account.
  const [looked, look] = useSearchParams();
  const words = looked.get('search') ?? '';
  const filter = filters.find((one) => one === looked.get('state')) ?? 'all';
  // Typing stays quick: the list follows when there is time.
  const soughtWords = useDeferredValue(words);

  const rows = useMemo(() => {
    const bankNames = new Map(banks?.map(({ code, name }) => [code, name]));
    const requests = new Map(waiting.map(({ accountId, request }) => [accountId, request]));
    return (accounts.data ?? [])
      .map((account): Row => {
        const request = requests.get(account.id);
        const bankName = bankNames.get(account.bank) ?? account.bank;
        return { account, bankName, request, state: stateOf(account, request) };
      })
      .sort(byUrgency);
  }, [accounts.data, banks, waiting]);

  // Nothing is shown before all is known that orders it: no row jumps.
  if (accounts.data === undefined || !isWaitingKnown || banks === undefined) {
    return (
      <Page title={text.shell.accounts}>
        <NotYet error={accounts.error} onRetry={accounts.refetch} />
      </Page>
    );
  }
  if (rows.length === 0) return <Welcome />;

  const shown = rows.filter((row) => passes(row, filter) && mentions(row, soughtWords));
  const isWaiting = (row: Row) => row.state === 'waiting';
  return (
    <Page
      title={text.shell.accounts}
      description={text.accounts.summary(rows.length, rows.filter(isWaiting).length)}
      actions={
        <ButtonLink href="/accounts/new" look="primary">
          <Plus aria-hidden="true" className="size-4" /> {text.accounts.add}
        </ButtonLink>
      }
    >
      <ListTools
        rows={rows}
        words={words}
        onWords={(search) => look(lookingFor({ search, state: filter }), { replace: true })}
        filter={filter}
        onFilter={(state) => look(lookingFor({ search: words, state }), { replace: true })}
      />
      <AccountList title={text.accounts.groups.waiting} rows={shown.filter(isWaiting)} isUrgent />
      <AccountList title={text.accounts.groups.rest} rows={shown.filter((row) => !isWaiting(row))} />
      {shown.length === 0 && (
        <Empty icon={<SearchX aria-hidden="true" />} title={text.accounts.noneTitle}>
          {text.accounts.none}
        </Empty>
      )}
    </Page>
  );
}

const lookingFor = ({ search, state }: { search: string; state: Filter }): Record<string, string> => ({
  ...(search !== '' && { search }),
  ...(state !== 'all' && { state }),
});
