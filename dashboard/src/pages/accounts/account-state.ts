import type { Account, AssistanceRequest } from '../../api/schemas';
import type { Tone } from '../../ui/badge';
import type { BankMark } from '../../ui/bank-marks';

/**
 * The state of an account, as the list shows it. A session that ended badly is `failed` if somebody has to change
 * something, `unanswered` if somebody only has to start it again when a person can answer, and `ended` if nothing is
 * wrong with the account.
 */
export type AccountState =
  | 'waiting'
  | 'blocked'
  | 'failed'
  | 'unanswered'
  | 'ended'
  | 'logging_in'
  | 'stopping'
  | 'open'
  | 'stopped'
  | 'new';

export const toneOfState: Record<AccountState, Tone> = {
  waiting: 'wait',
  blocked: 'bad',
  failed: 'bad',
  unanswered: 'wait',
  ended: 'plain',
  logging_in: 'accent',
  stopping: 'plain',
  open: 'good',
  stopped: 'plain',
  new: 'plain',
};

/** Whether the dot of the state pulses. */
export const isMoving = (state: AccountState): boolean => ['logging_in', 'stopping', 'open'].includes(state);

/** The sort order, most urgent first. */
const rank: Record<AccountState, number> = {
  waiting: 0,
  blocked: 1,
  failed: 2,
  unanswered: 3,
  ended: 4,
  logging_in: 5,
  stopping: 6,
  open: 7,
  stopped: 8,
  new: 9,
};

export function stateOf(account: Account, request: AssistanceRequest | undefined): AccountState {
  if (request !== undefined) return 'waiting';
  if (account.sessionStatus === 'running') return stateOfOpenSession(account);
  if (account.scrapeBlockedReason !== null) return 'blocked';
  if (account.sessionStatus === 'needs_attention') return stateAfter(endOf(account));
  return account.sessionStatus ?? 'new';
}

function stateOfOpenSession({ latestSession }: Account): AccountState {
  if (latestSession?.phase === 'running') return 'open';
  return latestSession?.phase === 'stopping' ? 'stopping' : 'logging_in';
}

/** How the newest session ended: the outcome of its login or, after a successful one, the reason of its end. */
export function endOf({ latestSession }: Pick<Account, 'latestSession'>): string | null {
  if (latestSession === null) return null;
  const { outcome, reason } = latestSession;
  return outcome === 'logged_in' && reason !== null ? reason : outcome;
}

/** The state of an account whose newest session ended like this, without success or by the bank. */
export function stateAfter(end: string | null): 'failed' | 'unanswered' | 'ended' {
  switch (end) {
    case 'bank_unavailable':
    case 'session_lost':
    case 'bank_logged_out':
      return 'ended';
    case 'expired':
    case 'attempts_exhausted':
      return 'unanswered';
    case null:
    default:
      return 'failed';
  }
}

export interface Row {
  account: Account;
  bank: BankMark;
  state: AccountState;
  request: AssistanceRequest | undefined;
}

/** Ten times as fast as `localeCompare`, which matters with 500 accounts. */
const collator = new Intl.Collator();

export function byUrgency(a: Row, b: Row): number {
  if (a.request && b.request) return Date.parse(a.request.expires_at) - Date.parse(b.request.expires_at);
  return rank[a.state] - rank[b.state] || collator.compare(a.account.name, b.account.name);
}

export const filters = ['all', 'waiting', 'attention', 'logging_in', 'open', 'not_running'] as const;
export type Filter = (typeof filters)[number];

const statesOf: Record<Exclude<Filter, 'all'>, readonly AccountState[]> = {
  waiting: ['waiting'],
  attention: ['blocked', 'failed', 'unanswered'],
  logging_in: ['logging_in'],
  open: ['open', 'stopping'],
  not_running: ['ended', 'stopped', 'new'],
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
