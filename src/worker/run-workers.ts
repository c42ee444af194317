import { setTimeout as sleep } from 'node:timers/promises';
import type { TemporalWorkers } from './temporal-workers.js';

/** Time for the workflows of browsers that were just ended to write down how they ended. */
const lastReportsMs = 3_000;

/**
 * Runs the workers until `stopping` resolves, then stops them in the order in which nothing is lost: the
 * browsers first (no new login; those that can go on elsewhere are handed over at once, the others go on until they
 * end or the grace is over), then, when their workflows have had time to report, the workflows, and this process's
 * own queue last.
 */
export async function runWorkers(
  workers: TemporalWorkers,
  { stopping, handOver }: { stopping: Promise<void>; handOver: () => Promise<void> },
): Promise<void> {
  const running = {
    logins: workers.logins.run(),
    browsers: workers.browsers.run(),
    resumedBrowsers: workers.resumedBrowsers.run(),
    steps: workers.steps.run(),
    webhooks: workers.webhooks.run(),
  };
  const died = Promise.all(Object.values(running)).then(() => undefined);
  await Promise.race([stopping, died]);

  // Attempts under way end by themselves within seconds, or are made again by another worker.
  shutdown(workers.webhooks);
  const holders = [workers.browsers, workers.resumedBrowsers];
  const held = holders.reduce((sum, worker) => sum + worker.getStatus().numHeartbeatingActivities, 0);
  holders.forEach(shutdown);
  await handOver();
  await Promise.all([running.browsers, running.resumedBrowsers]);
  if (held > 0) await sleep(lastReportsMs);
  shutdown(workers.logins);
  await running.logins;
  shutdown(workers.steps);
  await Promise.all([running.steps, running.webhooks]);
}

function shutdown(worker: TemporalWorkers[keyof TemporalWorkers]): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
