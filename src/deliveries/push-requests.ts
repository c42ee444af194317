import pLimit from 'p-limit';
import {
  claimPushes,
  deleteGoneSubscription,
  forgetPush,
  planPushes,
  type Push,
  recordShown,
} from '../db/deliveries/push-work.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { createGuardedAgent } from './guarded-agent.js';
import { postPush } from './post-push.js';
import { openPushKeys } from './push-keys.js';

interface PushDeps {
  db: Db;
  ring: KeyRing;
  /** Announces recorded events; `gap` if some may have been missed. */
  feed: { subscribe: (listener: (notice: { type: string } | 'gap') => void) => () => void };
  banks: ReadonlyMap<string, { readonly name: string }>;
  allowPrivateWebhooks: boolean;
  publicUrl: string;
  log: { warn: (fields: object, message: string) => void };
}

/** For pushes that failed, and those of processes that died. */
const lookEveryMs = 5_000;
const batchSize = 50;
/** A withdrawal that fails so often is given up: the notification is old by then. */
const maxAttempts = 10;

/**
 * Shows pending requests in the browsers that subscribed, also in closed ones, and withdraws them when they have ended.
 * What is sent follows from the database alone, so that several processes, restarts and missed events do no harm.
 * Returns a function that stops it and waits for the current round.
 */
export function startPushing(deps: PushDeps): () => Promise<void> {
  const { db, feed, log } = deps;
  const agent = createGuardedAgent({ allowPrivate: deps.allowPrivateWebhooks });
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let isDue = false;

  const look = (): void => {
    isDue = true;
    running ??= work().finally(() => {
      running = undefined;
    });
  };

  async function work(): Promise<void> {
    while (isDue && !stopping.signal.aborted) {
      isDue = false;
      try {
        await planPushes(db);
        await sendDue();
      } catch (error) {
        log.warn({ err: error }, 'pushing failed; trying again');
      }
    }
  }

  async function sendDue(): Promise<void> {
    for (;;) {
      const pushes = await claimPushes(db, batchSize);
      if (pushes.length === 0) return;
      const keys = await openPushKeys(db, deps.ring);
      const sender = {
        ring: deps.ring,
        agent,
        keys,
        contact: deps.publicUrl.startsWith('https:') ? deps.publicUrl : 'mailto:assisted-login@example.com',
        bankName: (code: string) => deps.banks.get(code)?.name ?? code,
      };
      await pLimit(10).map(pushes, async (push) => {
        const { status } = await postPush(sender, push, stopping.signal).catch((error: unknown) => {
          log.warn({ err: error, subscription_id: push.subscriptionId }, 'could not prepare a push');
          return { status: null };
        });
        await record(push, status);
      });
    }
  }

  async function record(push: Push, status: number | null): Promise<void> {
    if (status === 404 || status === 410) await deleteGoneSubscription(db, push.subscriptionId);
    else if (status !== null && status >= 200 && status < 300)
      await (push.kind === 'show' ? recordShown(db, push) : forgetPush(db, push));
    else if (push.attempts >= maxAttempts) await forgetPush(db, push);
  }

  const unsubscribe = feed.subscribe((notice) => {
    if (notice === 'gap' || notice.type.startsWith('assistance.')) look();
  });
  const timer = setInterval(look, lookEveryMs);
  return async () => {
    clearInterval(timer);
    unsubscribe();
    stopping.abort();
    await running;
    await agent.close();
  };
}
