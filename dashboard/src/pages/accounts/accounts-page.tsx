import { ArrowUp, Plus, SearchX } from 'lucide-react';
import { useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAccounts } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useText } from '../../i18n';
import { useAreRequestsKnown, useWaiting } from '../../live/waiting-requests';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Button, ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { AccountList } from './account-list';
import {
  byUrgency,
  type Filter,
  filters,
  matchesSearch,
  matchesFilter,
  type Row,
  stateOf,
} from './account-state';
import { AccountFilters } from './account-filters';
import { arrange, orderOf } from './list-order';
import { Welcome } from './welcome';

export function AccountsPage() {
  const text = useText();
  const accounts = useAccounts();
  const waiting = useWaiting();
  const areRequestsKnown = useAreRequestsKnown();
  const { data: banks } = useBanks();
  const markOf = useBankMarks();
  // Search and filter are kept in the URL, so that they are still set after going back from an account.
  const [searchParams, setSearchParams] = useSearchParams();
  const search = searchParams.get('search') ?? '';
  const filter = filters.find((one) => one === searchParams.get('state')) ?? 'all';
  // Rendering the list is deferred, so that typing stays fast.
  const deferredSearch = useDeferredValue(search);

  const rows = useMemo(() => {
    const requests = new Map(waiting.map(({ accountId, request }) => [accountId, request]));
    return (accounts.data ?? [])
      .map((account): Row => {
        const request = requests.get(account.id);
        return { account, bank: markOf(account.bank), request, state: stateOf(account, request) };
      })
      .sort(byUrgency);
  }, [accounts.data, markOf, waiting]);

  // The list is drawn once everything that decides its order is known, so that no row moves.
  if (accounts.data === undefined || !areRequestsKnown || banks === undefined) {
    return (
      <Page title={text.shell.accounts}>
        <LoadingOrError error={accounts.error} onRetry={accounts.refetch} />
      </Page>
    );
  }
  if (rows.length === 0) return <Welcome />;

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
      <AccountFilters
        rows={rows}
        search={search}
        onSearch={(typed) => setSearchParams(paramsOf({ search: typed, state: filter }), { replace: true })}
        filter={filter}
        onFilter={(state) => setSearchParams(paramsOf({ search, state }), { replace: true })}
      />
      <ArrangedRows key={`${filter} ${deferredSearch}`} rows={rows} filter={filter} search={deferredSearch} />
    </Page>
  );
}

interface ArrangedRowsProps {
  rows: readonly Row[];
  filter: Filter;
  search: string;
}

/** The rows that match, in an order that stays until the user asks for another one or looks away. */
function ArrangedRows({ rows, filter, search }: ArrangedRowsProps) {
  const text = useText();
  const matches = (row: Row) => matchesFilter(row, filter) && matchesSearch(row, search);
  const [order, setOrder] = useState(() => orderOf(rows.filter(matches)));
  const { waiting, rest, fresh } = arrange(rows, order, matches);
  const sortAnew = useEffectEvent(() => setOrder(orderOf(rows.filter(matches))));
  useEffect(() => {
    const listen = () => {
      if (document.hidden) sortAnew();
    };
    document.addEventListener('visibilitychange', listen);
    return () => document.removeEventListener('visibilitychange', listen);
  }, []);

  return (
    <>
      <AccountList title={text.accounts.groups.waiting} rows={waiting} isUrgent />
      <AccountList title={text.accounts.groups.rest} rows={rest} />
      {waiting.length + rest.length === 0 && (
        <EmptyState icon={<SearchX aria-hidden="true" />} title={text.accounts.noneTitle}>
          {text.accounts.none}
        </EmptyState>
      )}
      {/* Floats over the page, so that nothing moves when it appears. */}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-4 top-16 z-20 flex justify-center lg:top-4 lg:left-[15.5rem]"
      >
        {fresh > 0 && (
          <Button
            key={fresh}
            look="primary"
            className="pointer-events-auto shadow-lg"
            onClick={() => {
              setOrder(orderOf(rows.filter(matches)));
              scrollTo({ top: 0 });
            }}
          >
            <ArrowUp aria-hidden="true" className="size-4" /> {text.accounts.fresh(fresh)}
          </Button>
        )}
      </div>
    </>
  );
}

const isWaiting = (row: Row): boolean => row.state === 'waiting';

const paramsOf = ({ search, state }: { search: string; state: Filter }): Record<string, string> => ({
  ...(search !== '' && { search }),
  ...(state !== 'all' && { state }),
});
