import type { Logger } from 'pino';
import { system } from '../assistance/actor.js';
import { recordEvent } from '../db/events/events.js';
import { deleteOldBrowserStates } from '../db/logins/browser-states.js';
import { deleteOldDeliveries } from '../db/deliveries/deliveries.js';
import { closeLostLogin } from '../db/logins/login-reports.js';
import type { Db } from '../db/open.js';
import { deleteExpiredCounters } from '../db/rate-counters.js';
import {
  withReconcilerLock,
  type LiveLogin,
  readOpenLogins,
  compareLiveLogins,
} from '../db/logins/reconciler-queries.js';
import type { LoginRegistry } from './login-registry.js';

/** Three tries in the minute in which nothing may stay pending without a live login. */
const everyMs = 20_000;

export interface ReconcilerDeps {
  db: Db;
  registry: LoginRegistry;
  startDeliveries: () => Promise<void>;
  log: Logger;
}

/**
 * Brings database and Temporal together again where one of them has lost something: closes logins whose workflow
 * is gone, stops those that the database has ended, and asks those of which it knows less to tell where they are.
 */
export function createReconciler({
  db,
  registry,
  startDeliveries,
  log,
}: ReconcilerDeps): () => Promise<void> {
  /** Logins of which the database said something else at the last look: a report may have been on its way. */
  let differed = new Set<string>();
  const stopped = new Set<string>();

  async function reconcileLive(): Promise<void> {
    const differs = new Set<string>();
    for (const { login, userId, state } of await compareLiveLogins(db, await registry.liveLogins())) {
      const { loginId, accountId } = login;
      if (state === 'agrees') continue;
      differs.add(loginId);
      const isForTheSecondTime = differed.has(loginId);
      if (state === 'forgotten' || (state === 'differs' && isForTheSecondTime)) {
        log.warn({ loginId, accountId }, 'asked a login to tell the database where it is');
        await registry.askToPublish(accountId);
      }
      if ((state === 'over' || state === 'account_gone') && isForTheSecondTime) await stop(login, userId);
    }
    differed = differs;
  }

  /** A login that nobody can see or stop, for the database has ended it or has no account for it. */
  async function stop(login: LiveLogin, userId: string | undefined): Promise<void> {
    const { loginId, accountId } = login;
    if (!(await registry.stop(login)) || stopped.has(loginId)) return;
    stopped.add(loginId);
    log.warn({ loginId, accountId }, 'stopped a login that lived on though its row had ended');
    if (userId === undefined) return;
    const details = { loginId, reason: 'over_but_alive' };
    await recordEvent(db, { userId, accountId, type: 'login.reconciled', actor: system, details });
  }

  return async () => {
    for (const { loginId, workflowId } of await readOpenLogins(db)) {
      if ((await registry.liveLogin(workflowId)) === loginId) continue;
      if (await db.transaction().execute((trx) => closeLostLogin(trx, loginId)))
        log.warn({ loginId, workflowId }, 'closed a login without a workflow');
    }
    await reconcileLive();
    await startDeliveries();
    await deleteOldBrowserStates(db);
    await deleteOldDeliveries(db);
    await deleteExpiredCounters(db);
  };
}

/** Reconciles every 20 s, one process at a time. Answers how to stop it. */
export function startReconciler(deps: ReconcilerDeps): () => Promise<void> {
  const reconcile = createReconciler(deps);
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await withReconcilerLock(deps.db, reconcile);
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
