import { ArrowUp, Plus, SearchX } from 'lucide-react';
import { memo, useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useAccounts } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useText } from '../../i18n';
import { useAreRequestsKnown, useWaiting } from '../../live/waiting-requests';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Button, ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { AccountList } from './account-list';
import { byUrgency, type Row, stateOf } from './account-state';
import { AccountFilters } from './account-filters';
import { BulkBar } from './bulk-bar';
import { arrange, orderOf } from './list-order';
import { comparison, type ListView, matchesView, paramsOf, readView } from './list-view';
import { type Selection, useSelection } from './use-selection';
import { Welcome } from './welcome';

export function AccountsPage() {
  const text = useText();
  const accounts = useAccounts();
  const waiting = useWaiting();
  const areRequestsKnown = useAreRequestsKnown();
  const { data: banks } = useBanks();
  const markOf = useBankMarks();
  // The view is kept in the URL, so that it is still set after going back from an account.
  const [searchParams, setSearchParams] = useSearchParams();
  const view = readView(searchParams);
  // Rendering the list is deferred, so that typing and filters stay fast.
  const deferredParams = useDeferredValue(searchParams);
  const deferredView = useMemo(() => readView(deferredParams), [deferredParams]);
  const selection = useSelection();

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
        view={view}
        onView={(changed) => setSearchParams(paramsOf({ ...view, ...changed }), { replace: true })}
      />
      <ArrangedRows rows={rows} view={deferredView} selection={selection} />
      <BulkBar rows={rows} selected={selection.selected} onClear={selection.clear} />
    </Page>
  );
}

/** Up to this number of rows, all of them are in the page. */
const longestWhole = 80;

interface ArrangedRowsProps {
  rows: readonly Row[];
  view: ListView;
  selection: Selection;
}

/**
 * The rows that match, in an order that stays until the user asks for another one or looks away. They are not drawn
 * again together with the filters, which change first.
 */
const ArrangedRows = memo(function ArrangedRows({ rows, view, selection }: ArrangedRowsProps) {
  const text = useText();
  const matches = (row: Row) => matchesView(row, view);
  const compare = comparison(view.sort);
  const orderNow = () => {
    const matching = rows.filter(matches);
    return orderOf(compare ? [...matching].sort(compare) : matching);
  };
  const [order, setOrder] = useState(orderNow);
  const [orderedFor, setOrderedFor] = useState(view);
  if (view !== orderedFor) {
    setOrderedFor(view);
    setOrder(orderNow());
  }
  const { waiting, rest, fresh } = arrange(rows, order, matches);
  const sortAnew = useEffectEvent(() => setOrder(orderNow()));
  useEffect(() => {
    const listen = () => {
      if (document.hidden) sortAnew();
    };
    document.addEventListener('visibilitychange', listen);
    return () => document.removeEventListener('visibilitychange', listen);
  }, []);
  const list = {
    selected: selection.selected,
    onToggle: selection.toggle,
    onSelectAll: (shown: readonly Row[]) => selection.select(shown.map(({ account }) => account.id)),
    isWhole: waiting.length + rest.length <= longestWhole,
  };

  return (
    <>
      <AccountList
        {...list}
        title={text.accounts.groups.waiting}
        count={waiting.filter(isWaiting).length}
        rows={waiting}
        isUrgent
        action={
          // On a phone, the header has this link.
          <Link href="/answer" className="hidden font-medium text-accent hover:underline sm:inline">
            {text.queue.openAll}
          </Link>
        }
      />
      {groupsOf(rest, view.isByBank).map(([name, grouped]) => (
        <AccountList
          {...list}
          key={name}
          title={name === '' ? text.accounts.groups.rest : name}
          count={grouped.length}
          rows={grouped}
        />
      ))}
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
              setOrder(orderNow());
              scrollTo({ top: 0 });
            }}
          >
            <ArrowUp aria-hidden="true" className="size-4" /> {text.accounts.fresh(fresh)}
          </Button>
        )}
      </div>
    </>
  );
});

/** The rows of each bank, sorted by its name; all in one group without a name if they are not grouped. */
function groupsOf(rows: readonly Row[], isByBank: boolean): [name: string, rows: Row[]][] {
  if (!isByBank) return [['', [...rows]]];
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.bank.name, [...(groups.get(row.bank.name) ?? []), row]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

const isWaiting = (row: Row): boolean => row.state === 'waiting';
