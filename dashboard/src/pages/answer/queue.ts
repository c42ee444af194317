import type { Waiting } from '../../api/schemas.js';

/**
 * The accounts that have waited for an answer since the page was opened. A row never moves and never disappears: new ones
 * are added at the end.
 */
export interface Queue {
  /** In the order in which they came. */
  accountIds: readonly string[];
  /** Those that wait now, most urgent first. */
  waiting: readonly Waiting[];
  seen: ReadonlySet<string>;
  /** The account whose prompt is shown or, side by side, has the keyboard. */
  activeId: string | null;
  /** The accounts whose prompts are shown side by side. */
  places: readonly string[];
}

export const emptyQueue: Queue = {
  accountIds: [],
  waiting: [],
  seen: new Set(),
  activeId: null,
  places: [],
};

/** More prompts than this side by side would not fit on a screen, and each one loads what it shows. */
export const mostPlaces = 6;

/**
 * The queue with the requests that wait now, most urgent first. The most urgent one becomes active if the active account
 * no longer waits when a request arrives.
 */
export function withWaiting(queue: Queue, waiting: readonly Waiting[]): Queue {
  if (waiting === queue.waiting) return queue;
  const fresh = waiting.filter(({ request }) => !queue.seen.has(request.id));
  const next: Queue = { ...queue, waiting };
  if (fresh.length === 0) return next;
  const added = fresh.map(({ accountId }) => accountId).filter((id) => !queue.accountIds.includes(id));
  next.accountIds = [...queue.accountIds, ...added];
  next.seen = new Set([...queue.seen, ...fresh.map(({ request }) => request.id)]);
  if (!isWaiting(next, queue.activeId)) next.activeId = waiting[0]?.accountId ?? null;
  for (const { accountId } of fresh) next.places = placed(next, accountId);
  return next;
}

/** Makes an account active. Side by side, it takes the place of one that no longer waits, or the last place. */
export function withActive(queue: Queue, accountId: string): Queue {
  if (queue.activeId === accountId) return queue;
  const next = { ...queue, activeId: accountId };
  const places = placed(next, accountId);
  return { ...next, places: places.includes(accountId) ? places : [...places.slice(0, -1), accountId] };
}

/** Goes on to the most urgent of the other accounts, after this one was answered. */
export function afterAnswer(queue: Queue, answeredId: string): Queue {
  const others = queue.waiting.filter(({ accountId }) => accountId !== answeredId);
  const [mostUrgent] = others;
  if (mostUrgent === undefined) return queue;
  const { accountId } = mostUrgent;
  return {
    ...queue,
    activeId: accountId,
    places: queue.places.includes(accountId)
      ? queue.places
      : queue.places.map((id) => (id === answeredId ? accountId : id)),
  };
}

/** The next account that waits, in the order of the rows; backwards with a step of -1. */
export function stepFrom(queue: Queue, step: 1 | -1): string | null {
  const { accountIds, activeId } = queue;
  const here = activeId === null ? -1 : accountIds.indexOf(activeId);
  const around = accountIds.map(
    (_, index) => (here + step * (index + 1) + accountIds.length) % accountIds.length,
  );
  const found = around.map((index) => accountIds[index]).find((id) => isWaiting(queue, id ?? null));
  return found === undefined || found === activeId ? null : found;
}

const isWaiting = ({ waiting }: Queue, id: string | null): boolean =>
  waiting.some(({ accountId }) => accountId === id);

function placed(queue: Queue, accountId: string): readonly string[] {
  const { places, activeId } = queue;
  if (places.includes(accountId)) return places;
  if (places.length < mostPlaces) return [...places, accountId];
  const free = places.find((id) => id !== activeId && !isWaiting(queue, id));
  return places.map((id) => (id === free ? accountId : id));
}
