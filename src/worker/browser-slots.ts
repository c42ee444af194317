import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivitySlotInfo, CustomSlotSupplier, WorkerOptions } from '@temporalio/worker';

const lookEveryMs = 50;

/** The holders of one kind: permits to take one, of which one may still wait for its task, and those that work. */
interface Holders {
  permits: number;
  working: number;
}

/**
 * The slots of one process's browsers, shared by its two queues of holders. A process that is full polls neither, so
 * that a login goes to one that has a browser free. One slot in four is kept for logins that come back from a
 * checkpoint, for which somebody has typed a code. A poll that was begun before the last slot was taken may still
 * bring a login: the holder sends it on.
 */
export function createBrowserSlots(total: number, heldBrowsers: () => number) {
  const fresh: Holders = { permits: 0, working: 0 };
  const resumed: Holders = { permits: 0, working: 0 };
  const mostFresh = Math.max(1, Math.floor((total * 3) / 4));
  // Browsers that were adopted, or wait to be, are in no slot.
  const hasBrowser = () => heldBrowsers() < total;
  return {
    fresh: asOptions(
      fresh,
      () => fresh.permits < mostFresh && fresh.permits + resumed.working < total && hasBrowser(),
    ),
    resumed: asOptions(resumed, () => resumed.permits + fresh.working < total && hasBrowser()),
  };
}

function asOptions(holders: Holders, isFree: () => boolean) {
  const supplier: CustomSlotSupplier<ActivitySlotInfo> = {
    type: 'custom',
    async reserveSlot(_context, abortSignal) {
      // The SDK asks for the next permit while it polls with one: that one would go stale.
      while (holders.permits > holders.working || !isFree()) {
        await sleep(lookEveryMs);
        abortSignal.throwIfAborted();
      }
      holders.permits += 1;
      return {};
    },
    // Only for tasks that come with a workflow's own: those queues have no workflows.
    tryReserveSlot: () => null,
    markSlotUsed: () => {
      holders.working += 1;
    },
    releaseSlot: ({ slotInfo }) => {
      holders.permits -= 1;
      if (slotInfo) holders.working -= 1;
    },
  };
  const unused = { type: 'fixed-size', numSlots: 1 } as const;
  return {
    tuner: {
      activityTaskSlotSupplier: supplier,
      workflowTaskSlotSupplier: unused,
      localActivityTaskSlotSupplier: unused,
      nexusTaskSlotSupplier: unused,
    },
    maxConcurrentActivityTaskPolls: 1,
  } satisfies Partial<WorkerOptions>;
}
