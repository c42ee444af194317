import type { Account, AssistanceRequest } from '../../api/schemas';
import type { Tone } from '../../ui/badge';
import type { BankMark } from '../../ui/bank-marks';

/** The state of an account, as the list shows it. */
export type AccountState = 'waiting' | 'blocked' | 'needs_attention' | 'running' | 'stopped' | 'new';

export const toneOfState: Record<AccountState, Tone> = {
  waiting: 'wait',
  blocked: 'bad',
  needs_attention: 'bad',
  running: 'good',
  stopped: 'plain',
  new: 'plain',
};

/** The sort order, most urgent first. */
const rank: Record<AccountState, number> = {
  waiting: 0,
  blocked: 1,
  needs_attention: 2,
  running: 3,
  stopped: 4,
  new: 5,
};

export function stateOf(account: Account, request: AssistanceRequest | undefined): AccountState {
  if (request !== undefined) return 'waiting';
  if (account.scrapeBlockedReason !== null) return 'blocked';
  return account.sessionStatus ?? 'new';
}

export interface Row {
  account: Account;
  bank: BankMark;
  state: AccountState;
  request: AssistanceRequest | undefined;
}

export function byUrgency(a: Row, b: Row): number {
  if (a.request && b.request) return Date.parse(a.request.expires_at) - Date.parse(b.request.expires_at);
  return rank[a.state] - rank[b.state] || a.account.name.localeCompare(b.account.name);
}

export const filters = ['all', 'waiting', 'attention', 'running', 'stopped'] as const;
export type Filter = (typeof filters)[number];

const statesOf: Record<Exclude<Filter, 'all'>, readonly AccountState[]> = {
  waiting: ['waiting'],
  attention: ['blocked', 'needs_attention'],
  running: ['running'],
  stopped: ['stopped', 'new'],
};

export const matchesFilter = (row: Row, filter: Filter): boolean =>
  filter === 'all' || statesOf[filter].includes(row.state);

export const matchesSearch = ({ account, bank }: Row, words: string): boolean =>
  containsAllWords(`${account.name} ${bank.name} ${account.bank}`, words);

/** Whether a text contains each of the words of a search, in any case and order. */
export function containsAllWords(text: string, words: string): boolean {
  const sought = words.trim().toLowerCase().split(/\s+/);
  return sought.every((word) => text.toLowerCase().includes(word));
}
