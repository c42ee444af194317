import type { Logger } from 'pino';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import { filterOpenSignIns } from '../../db/accounts/sign-ins.js';
import { isOutage } from '../../process/outages.js';

/** A socket must close within 5 s of signing out. */
const checkEveryMs = 2_000;

/** Notifies sockets when their sign-in ends, in whichever process. One query checks the sign-ins of all sockets. */
export function watchSignIns({ db, feed, log }: { db: Db; feed: Pick<EventFeed, 'subscribe'>; log: Logger }) {
  const watched = new Map<string, Set<() => void>>();
  const timer = setInterval(() => void check(), checkEveryMs);
  timer.unref();
  const unsubscribe = feed.subscribe((event) => {
    if (event !== 'gap' && event.type === 'user.signed_out') void check();
  });

  async function check(): Promise<void> {
    if (watched.size === 0) return;
    const ids = [...watched.keys()];
    try {
      const open = await filterOpenSignIns(db, ids);
      for (const id of ids) if (!open.has(id)) watched.get(id)?.forEach((onEnd) => onEnd());
    } catch (error) {
      // During an outage of the database nobody can sign out.
      if (!isOutage(error)) log.error({ err: error }, 'checking which sign-ins have ended failed');
    }
  }

  return {
    /** Calls `onEnd` within 2 s after the sign-in has ended. The returned function stops watching it. */
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
