import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLogins } from '../activities/held-logins.js';
import type { TemporalWorkers } from './temporal-workers.js';

/** Time for the workflows of browsers that were just closed to report how their logins ended. */
const lastReportsMs = 3_000;

/** How long a login that resumes waits for a worker (`freeBrowserWithin` in src/workflows). */
const resumeWaitMs = 60_000;
const checkIntervalMs = 1_000;

export interface ShutdownOptions {
  /** Resolves when the process should stop. */
  stopRequested: Promise<void>;
  heldLogins: Pick<HeldLogins, 'size' | 'handOver' | 'moveSessions' | 'untilAllEnded' | 'closeAll'>;
  /** How long held logins may continue after that. */
  graceMs: number;
  /** Whether no other worker is running that could take logins that resume. */
  isOnlyWorker: () => Promise<boolean>;
  /** Resolves when no login needs the workflow code of this process, or when the signal aborts. */
  waitUntilBuildUnused: (giveUp: AbortSignal) => Promise<void>;
}

/**
 * Runs the workers until `stopRequested` resolves, then stops them in an order that loses nothing: first new logins,
 * then resumed ones and sessions that can be moved, which are handed over to other workers at once; then, when the held
 * logins have ended or the grace period is over and their workflows have had time to report, workflows and deliveries;
 * last the process's own queue.
 * Rejects if a worker fails.
 */
export async function runWorkers(workers: TemporalWorkers, shutdownOptions: ShutdownOptions): Promise<void> {
  const { stopRequested, heldLogins, graceMs, waitUntilBuildUnused } = shutdownOptions;
  const running = {
    logins: workers.logins.run(),
    browsers: workers.browsers.run(),
    resumedBrowsers: workers.resumedBrowsers.run(),
    steps: workers.steps.run(),
    webhooks: workers.webhooks.run(),
  };
  const allEnded = Promise.all(Object.values(running)).then(() => undefined);
  await Promise.race([stopRequested, allEnded]);

  const graceOver = AbortSignal.timeout(graceMs);
  const grace = new Promise((resolve) => graceOver.addEventListener('abort', resolve));
  const withinGrace = (work: Promise<unknown>) => Promise.race([work, grace, allEnded]);
  let held = heldLogins.size;
  shutdown(workers.browsers);
  await heldLogins.handOver();
  await withinGrace(waitForOtherWorker(shutdownOptions));
  shutdown(workers.resumedBrowsers);
  // After that, so that this process is not given its own sessions again.
  await withinGrace(heldLogins.moveSessions());
  await withinGrace(Promise.all([running.browsers, running.resumedBrowsers]));
  // Adopted browsers are held by activities on the process's own queue.
  await withinGrace(heldLogins.untilAllEnded());
  held += heldLogins.size;
  await heldLogins.closeAll();
  await Promise.all([running.browsers, running.resumedBrowsers]);
  if (held > 0) await sleep(lastReportsMs);
  await waitUntilBuildUnused(graceOver);
  shutdown(workers.logins);
  // Attempts under way end within seconds, or are retried by another worker.
  shutdown(workers.webhooks);
  await running.logins;
  shutdown(workers.steps);
  await Promise.all([running.steps, running.webhooks]);
}

/**
 * As long as this process holds logins, it may be the only one that can take those that resume. Resolves when another
 * worker is running, or when the rest of the grace period is no longer than logins wait for a worker.
 */
async function waitForOtherWorker({ heldLogins, graceMs, isOnlyWorker }: ShutdownOptions): Promise<void> {
  const giveUpAt = performance.now() + graceMs - resumeWaitMs;
  while (heldLogins.size > 0 && performance.now() < giveUpAt && (await isOnlyWorker()))
    await sleep(checkIntervalMs);
}

function shutdown(worker: TemporalWorkers[keyof TemporalWorkers]): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
