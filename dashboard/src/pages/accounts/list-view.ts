import { type Filter, filters, matchesFilter, matchesSearch, type Row } from './account-state';

export const sorts = ['urgency', 'name', 'bank', 'lastLogin'] as const;
export type Sort = (typeof sorts)[number];

/** What the list shows and how. It is kept in the URL, so that it is still set after going back, and can be saved. */
export interface ListView {
  search: string;
  state: Filter;
  /** The bank's code; empty for all. */
  bank: string;
  /** Why the last session failed: an outcome or the reason of its end; empty for all. */
  failure: string;
  sort: Sort;
  isByBank: boolean;
}

export function readView(params: URLSearchParams): ListView {
  return {
    search: params.get('search') ?? '',
    state: filters.find((one) => one === params.get('state')) ?? 'all',
    bank: params.get('bank') ?? '',
    failure: params.get('failure') ?? '',
    sort: sorts.find((one) => one === params.get('sort')) ?? 'urgency',
    isByBank: params.get('group') === 'bank',
  };
}

/** The parameters of the URL: only what is not the default. */
export const paramsOf = (view: ListView): Record<string, string> => ({
  ...(view.search !== '' && { search: view.search }),
  ...(view.state !== 'all' && { state: view.state }),
  ...(view.bank !== '' && { bank: view.bank }),
  ...(view.failure !== '' && { failure: view.failure }),
  ...(view.sort !== 'urgency' && { sort: view.sort }),
  ...(view.isByBank && { group: 'bank' }),
});

export const matchesView = (row: Row, view: ListView): boolean =>
  matchesFilter(row, view.state) &&
  matchesSearch(row, view.search) &&
  (view.bank === '' || row.account.bank === view.bank) &&
  (view.failure === '' || failureOf(row) === view.failure);

function failureOf({ account: { latestSession } }: Row): string | null {
  if (latestSession === null || latestSession.endedAt === null) return null;
  return latestSession.outcome === 'logged_in' ? latestSession.reason : latestSession.outcome;
}

const collator = new Intl.Collator();

/** How rows that do not wait are sorted; undefined for the order by urgency, which they have already. */
export function comparison(sort: Sort): ((a: Row, b: Row) => number) | undefined {
  const byName = (a: Row, b: Row) => collator.compare(a.account.name, b.account.name);
  switch (sort) {
    case 'urgency':
      return undefined;
    case 'name':
      return byName;
    case 'bank':
      return (a, b) => collator.compare(a.bank.name, b.bank.name) || byName(a, b);
    case 'lastLogin':
      return (a, b) => lastLoginMs(b) - lastLoginMs(a) || byName(a, b);
  }
}

const lastLoginMs = ({ account }: Row): number => Date.parse(account.latestSession?.loggedInAt ?? '') || 0;
