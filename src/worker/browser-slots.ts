import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivitySlotInfo, CustomSlotSupplier, WorkerOptions } from '@temporalio/worker';

const checkIntervalMs = 50;

/** How many of a worker's browsers may be open before it takes no new login: the others are reserved for codes. */
export const maxOpenForNewLogins = (total: number): number => Math.max(1, Math.floor((total * 3) / 4));

export interface OpenBrowsers {
  /**
   * The browsers that are open or being opened. A spare one does not count: the holder closes it when it needs its slot.
   */
  countOpen: () => number;
  /** The holders that have asked for a slot and have not ended. */
  countHolders: () => number;
}

/**
 * The browser slots of one process, shared by the workers of its two browser queues. A process without a free browser
 * polls neither queue, so that another process takes the login. It takes new logins only while fewer than three
 * quarters of its browsers are open, whatever they are open for: the last quarter is reserved for logins that resume
 * from a checkpoint, because for them a code has already been submitted. A poll that began before the last slot was
 * taken may still return a login, which the holder then passes on.
 */
export function createBrowserSlots(total: number, { countOpen, countHolders }: OpenBrowsers) {
  /** The holders of both queues whose tasks have come. */
  const tasks = { running: 0 };
  // A task is counted before its holder runs, and asks for its slot.
  const countTaken = (): number => countOpen() + Math.max(tasks.running - countHolders(), 0);
  return {
    fresh: asOptions(tasks, () => countTaken() < maxOpenForNewLogins(total)),
    resumed: asOptions(tasks, () => countTaken() < total),
  };
}

function asOptions(tasks: { running: number }, isFree: () => boolean) {
  /** Of this queue; one may still be waiting for a task. */
  let reserved = 0;
  let running = 0;
  const supplier: CustomSlotSupplier<ActivitySlotInfo> = {
    type: 'custom',
    async reserveSlot(_context, abortSignal) {
      // The SDK reserves the next slot while it still polls with the last one; by the time it is used, it may no
      // longer be free.
      while (reserved > running || !isFree()) {
        await sleep(checkIntervalMs);
        abortSignal.throwIfAborted();
      }
      reserved += 1;
      return {};
    },
    // Only for eagerly started activities of workflows on the same queue, which has none.
    tryReserveSlot: () => null,
    markSlotUsed: () => {
      running += 1;
      tasks.running += 1;
    },
    releaseSlot: ({ slotInfo }) => {
      reserved -= 1;
      if (!slotInfo) return;
      running -= 1;
      tasks.running -= 1;
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
