import type { EventFeed, EventNotice } from '../../db/events/event-feed.js';
import { createWakeSignal } from './wake-signal.js';

interface PollOptions<T> {
  feed: Pick<EventFeed, 'subscribe'>;
  /** Whether an event may change the result of `check`. */
  isRelevant: (event: EventNotice) => boolean;
  timeoutSeconds: number;
  /** Ends the wait, when the caller has disconnected or this process is shutting down. */
  abort: AbortSignal;
  check: () => Promise<T | undefined>;
}

/** Checks at least this often, as the feed may have lost its connection unnoticed. */
const maxPauseMs = 2_000;

/**
 * Calls `check` at once, after each relevant event and every 2 s, until it returns a value. Undefined after the timeout
 * or when aborted. Errors of `check` are passed on.
 */
export async function pollOnEvents<T>({
  feed,
  isRelevant,
  timeoutSeconds,
  abort,
  check,
}: PollOptions<T>): Promise<T | undefined> {
  const deadline = Date.now() + timeoutSeconds * 1_000;
  const wakeSignal = createWakeSignal();
  const unsubscribe = feed.subscribe((event) => {
    if (event === 'gap' || isRelevant(event)) wakeSignal.send();
  });
  abort.addEventListener('abort', wakeSignal.send);
  try {
    for (;;) {
      const result = await check();
      if (result !== undefined) return result;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || abort.aborted) return undefined;
      await wakeSignal.wait(Math.min(leftMs, maxPauseMs));
    }
  } finally {
    unsubscribe();
    abort.removeEventListener('abort', wakeSignal.send);
  }
}
