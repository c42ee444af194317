import type { Logger } from 'pino';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import { filterOpenSignIns } from '../../db/accounts/sign-ins.js';
import { isOutage } from '../../process/outages.js';

/** Well within the 5 s that the contract gives. */
const everyMs = 2_000;

/** Calls back for what belongs to sign-ins that have ended, whichever process ended them. One query serves all. */
export function watchSignIns({ db, feed, log }: { db: Db; feed: Pick<EventFeed, 'subscribe'>; log: Logger }) {
  const watched = new Map<string, Set<() => void>>();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  const unsubscribe = feed.subscribe((heard) => {
    if (heard !== 'gap' && heard.type === 'user.signed_out') void look();
  });

  async function look(): Promise<void> {
    if (watched.size === 0) return;
    const asked = [...watched.keys()];
    try {
      const open = await filterOpenSignIns(db, asked);
      for (const id of asked) if (!open.has(id)) watched.get(id)?.forEach((onEnd) => onEnd());
    } catch (error) {
      // Nobody can sign out either while the database is away.
      if (!isOutage(error)) log.error({ err: error }, 'cannot tell which sign-ins have ended');
    }
  }

  return {
    /** Calls `onEnd` when the sign-in has ended, until the returned function is called. */
    watch(signInId: string, onEnd: () => void): () => void {
      const callbacks = watched.get(signInId) ?? new Set();
      watched.set(signInId, callbacks.add(onEnd));
      return () => {
        callbacks.delete(onEnd);
        if (callbacks.size === 0 && watched.get(signInId) === callbacks) watched.delete(signInId);
      };
    },
    close(): void {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
