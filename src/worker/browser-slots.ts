import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivitySlotInfo, CustomSlotSupplier, WorkerOptions } from '@temporalio/worker';

const checkIntervalMs = 50;

/** The holder activities of one queue: reserved slots, of which one may still be waiting for a task, and running ones. */
interface Holders {
  reserved: number;
  running: number;
}

/**
 * The browser slots of one process, shared by the workers of its two browser queues. A process without a free browser
 * polls neither queue, so that another process takes the login. One slot in four is reserved for logins that resume
 * from a checkpoint, because for them a code has already been submitted. A poll that began before the last slot was
 * taken may still return a login, which the holder then passes on. A spare browser counts as free: the holder closes it
 * when it needs its slot.
 */
export function createBrowserSlots(
  total: number,
  browsers: { readonly size: number; readonly spare: number },
) {
  const fresh: Holders = { reserved: 0, running: 0 };
  const resumed: Holders = { reserved: 0, running: 0 };
  const maxFresh = Math.max(1, Math.floor((total * 3) / 4));
  // Browsers that were adopted, or wait for it, occupy no slot.
  const hasBrowser = () => browsers.size - browsers.spare < total;
  return {
    fresh: asOptions(
      fresh,
      () =>
        fresh.reserved - browsers.spare < maxFresh &&
        fresh.reserved + resumed.running - browsers.spare < total &&
        hasBrowser(),
    ),
    resumed: asOptions(
      resumed,
      () => resumed.reserved + fresh.running - browsers.spare < total && hasBrowser(),
    ),
  };
}

function asOptions(holders: Holders, isFree: () => boolean) {
  const supplier: CustomSlotSupplier<ActivitySlotInfo> = {
    type: 'custom',
    async reserveSlot(_context, abortSignal) {
      // The SDK reserves the next slot while it still polls with the last one; by the time it is used, it may no
      // longer be free.
      while (holders.reserved > holders.running || !isFree()) {
        await sleep(checkIntervalMs);
        abortSignal.throwIfAborted();
      }
      holders.reserved += 1;
      return {};
    },
    // Only for eagerly started activities of workflows on the same queue, which has none.
    tryReserveSlot: () => null,
    markSlotUsed: () => {
      holders.running += 1;
    },
    releaseSlot: ({ slotInfo }) => {
      holders.reserved -= 1;
      if (slotInfo) holders.running -= 1;
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
