import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLogins } from '../activities/held-logins.js';
import type { TemporalWorkers } from './temporal-workers.js';

/** Time for the workflows of browsers that were just ended to write down how they ended. */
const lastReportsMs = 3_000;

/** A login that comes back waits for so long until a worker takes it (`freeBrowserWithin` of its workflow). */
const waitsForWorkerMs = 60_000;
const lookEveryMs = 1_000;

export interface Stopping {
  /** Resolves when this process is asked to stop. */
  asked: Promise<void>;
  heldLogins: Pick<HeldLogins, 'size' | 'handOver' | 'untilAllEnded' | 'closeAll'>;
  /** How long held logins may go on then. */
  graceMs: number;
  /** Whether no other worker is there to take up logins that come back. */
  isAlone: () => Promise<boolean>;
  /** Resolves when no login needs the workflow code of this process, or the signal gives up. */
  untilDispensable: (giveUp: AbortSignal) => Promise<void>;
}

/**
 * Runs the workers until they are asked to stop, then stops them in the order in which nothing is lost: new logins
 * first, then logins that come back, which are handed over at once to whoever else there is; then, when held ones
 * have ended or the grace is over and their workflows have had time to report, the workflows and webhooks, and this
 * process's own queue last.
 */
export async function runWorkers(workers: TemporalWorkers, stopping: Stopping): Promise<void> {
  const { asked, heldLogins, graceMs, untilDispensable } = stopping;
  const running = {
    logins: workers.logins.run(),
    browsers: workers.browsers.run(),
    resumedBrowsers: workers.resumedBrowsers.run(),
    steps: workers.steps.run(),
    webhooks: workers.webhooks.run(),
  };
  const died = Promise.all(Object.values(running)).then(() => undefined);
  await Promise.race([asked, died]);

  const graceIsOver = AbortSignal.timeout(graceMs);
  const grace = new Promise((resolve) => graceIsOver.addEventListener('abort', resolve));
  const inGrace = (act: Promise<unknown>) => Promise.race([act, grace, died]);
  let held = heldLogins.size;
  shutdown(workers.browsers);
  await heldLogins.handOver();
  await inGrace(untilOthersTakeBack(stopping));
  shutdown(workers.resumedBrowsers);
  await inGrace(Promise.all([running.browsers, running.resumedBrowsers]));
  // Those that were adopted are held at this process's own queue.
  await inGrace(heldLogins.untilAllEnded());
  held += heldLogins.size;
  await heldLogins.closeAll();
  await Promise.all([running.browsers, running.resumedBrowsers]);
  if (held > 0) await sleep(lastReportsMs);
  await untilDispensable(graceIsOver);
  shutdown(workers.logins);
  // Attempts under way end by themselves within seconds, or are made again by another worker.
  shutdown(workers.webhooks);
  await running.logins;
  shutdown(workers.steps);
  await Promise.all([running.steps, running.webhooks]);
}

/**
 * While this process stays for the logins that it holds, it alone may be there for those that come back: until
 * another worker is, or the rest of the grace is a time that they can wait.
 */
async function untilOthersTakeBack({ heldLogins, graceMs, isAlone }: Stopping): Promise<void> {
  const giveUpAt = performance.now() + graceMs - waitsForWorkerMs;
  while (heldLogins.size > 0 && performance.now() < giveUpAt && (await isAlone())) await sleep(lookEveryMs);
}

function shutdown(worker: TemporalWorkers[keyof TemporalWorkers]): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
