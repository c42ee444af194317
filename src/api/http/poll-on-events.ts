import type { EventFeed, EventNotice } from '../../db/events/event-feed.js';
import { createWakeSignal } from './wake-signal.js';

interface Waiting<T> {
  feed: Pick<EventFeed, 'subscribe'>;
  /** Whether an event may change what `look` finds. */
  concerns: (note: EventNotice) => boolean;
  seconds: number;
  /** Aborted when there is nobody left to answer, or this process is about to end. */
  giveUp: AbortSignal;
  look: () => Promise<T | undefined>;
}

/** The feed may be down without our knowing: everybody looks again after so long by themselves. */
const lookAgainMs = 2_000;

/** Looks until it finds something, at once and after each event that matters; undefined when the time is over. */
export async function waitFor<T>({
  feed,
  concerns,
  seconds,
  giveUp,
  look,
}: Waiting<T>): Promise<T | undefined> {
  const until = Date.now() + seconds * 1_000;
  const bell = createWakeSignal();
  const unsubscribe = feed.subscribe((heard) => {
    if (heard === 'gap' || concerns(heard)) bell.ring();
  });
  giveUp.addEventListener('abort', bell.ring);
  try {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      const left = until - Date.now();
      if (left <= 0 || giveUp.aborted) return undefined;
      await bell.rung(Math.min(left, lookAgainMs));
    }
  } finally {
    unsubscribe();
    giveUp.removeEventListener('abort', bell.ring);
  }
}
