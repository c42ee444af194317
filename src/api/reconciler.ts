import type { Logger } from 'pino';
import { forgetBrowserStates } from '../db/browser-states.js';
import { forgetOldDeliveries } from '../db/deliveries.js';
import { closeLostLogin } from '../db/login-reports.js';
import type { Db } from '../db/open.js';
import { alone, openLogins, unknownLogins } from '../db/reconciling.js';
import type { LoginRegistry } from './login-registry.js';

/** Nothing stays pending for longer than a minute without a live login (issue of lost parts): three tries. */
const everyMs = 20_000;

export interface ReconcilerDeps {
  db: Db;
  registry: LoginRegistry;
  startDeliveries: () => Promise<void>;
  log: Logger;
}

/**
 * Brings database and Temporal together again where one of them has lost something: closes logins whose workflow
 * is gone, and asks open workflows that the database does not know to tell where they are.
 */
export async function reconcile({ db, registry, startDeliveries, log }: ReconcilerDeps): Promise<void> {
  for (const { loginId, workflowId } of await openLogins(db)) {
    if ((await registry.liveLogin(workflowId)) === loginId) continue;
    if (await db.transaction().execute((trx) => closeLostLogin(trx, loginId)))
      log.warn({ loginId, workflowId }, 'closed a login without a workflow');
  }
  for (const { loginId, accountId } of await unknownLogins(db, await registry.liveLogins())) {
    log.warn({ loginId, accountId }, 'asked a login that the database does not know to publish itself');
    await registry.askToPublish(accountId);
  }
  await startDeliveries();
  await forgetBrowserStates(db);
  await forgetOldDeliveries(db);
}

/** Reconciles every 20 s, one process at a time. Answers how to stop it. */
export function startReconciler(deps: ReconcilerDeps): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await alone(deps.db, () => reconcile(deps));
    } catch (error) {
      deps.log.warn({ err: error }, 'could not reconcile; it is tried again');
    }
  };
  const timer = setInterval(() => {
    running = running.then(run);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
