import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLogins } from '../browser/held-logins.js';
import type { TemporalWorkers } from './temporal-workers.js';

/** Time for the workflows of browsers that were just ended to write down how they ended. */
const lastReportsMs = 3_000;

export interface Stopping {
  /** Resolves when this process is asked to stop. */
  asked: Promise<void>;
  heldLogins: Pick<HeldLogins, 'size' | 'handOver' | 'untilAllEnded' | 'closeAll'>;
  /** How long held logins may go on then. */
  graceMs: number;
  /** Resolves when no login needs the workflow code of this process, or the signal gives up. */
  untilDispensable: (giveUp: AbortSignal) => Promise<void>;
}

/**
 * Runs the workers until they are asked to stop, then stops them in the order in which nothing is lost: the
 * browsers first (no new login; those that can go on elsewhere are handed over at once, the others go on until they
 * end or the grace is over), then, when their workflows have had time to report, the workflows, and this process's
 * own queue last.
 */
export async function runWorkers(
  workers: TemporalWorkers,
  { asked, heldLogins, graceMs, untilDispensable }: Stopping,
): Promise<void> {
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
  // Attempts under way end by themselves within seconds, or are made again by another worker.
  shutdown(workers.webhooks);
  const held = heldLogins.size;
  shutdown(workers.browsers);
  shutdown(workers.resumedBrowsers);
  await heldLogins.handOver();
  await Promise.all([running.browsers, running.resumedBrowsers]);
  // Those that were adopted are held at this process's own queue, where nobody else ends them.
  await Promise.race([heldLogins.untilAllEnded(), grace]);
  await heldLogins.closeAll();
  if (held > 0) await sleep(lastReportsMs);
  await untilDispensable(graceIsOver);
  shutdown(workers.logins);
  await running.logins;
  shutdown(workers.steps);
  await Promise.all([running.steps, running.webhooks]);
}

function shutdown(worker: TemporalWorkers[keyof TemporalWorkers]): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
