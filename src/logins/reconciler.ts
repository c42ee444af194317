import type { Logger } from 'pino';
import { system } from '../assistance/actor.js';
import { recordEvent } from '../db/events/events.js';
import { deleteOldBrowserStates } from '../db/logins/browser-states.js';
import { deleteExpiredEvidence } from '../db/logins/failure-evidence-rows.js';
import { deleteOldDeliveries } from '../db/deliveries/deliveries.js';
import { closeLostLogin } from '../db/logins/login-reports.js';
import type { Db } from '../db/open.js';
import { deleteOldRelayedMessages } from '../db/logins/relayed-messages.js';
import { deleteExpiredCounters } from '../db/rate-counters.js';
import {
  withReconcilerLock,
  type LiveLogin,
  readOpenLogins,
  compareLiveLogins,
} from '../db/logins/reconciler-queries.js';
import type { LoginRegistry } from './login-registry.js';

/** Three runs within the minute in which a request without a live login must be closed. */
const intervalMs = 20_000;

/** What a reconciler does about a difference. */
export type ReconcilerFinding = 'closed' | 'stopped' | 'asked_again';

/** Counts of findings, all 0 at first. */
export const createFindingCounts = (): Map<ReconcilerFinding, number> =>
  new Map([
    ['closed', 0],
    ['stopped', 0],
    ['asked_again', 0],
  ]);

export interface ReconcilerDeps {
  db: Db;
  registry: LoginRegistry;
  startDeliveries: () => Promise<void>;
  /** Called for each difference that was acted on. */
  onFinding?: (finding: ReconcilerFinding) => void;
  log: Logger;
}

/**
 * Returns a function that resolves differences between database and Temporal after data loss or lost reports: it closes
 * logins whose workflow is gone, cancels workflows whose login has ended in the database, and asks workflows that the
 * database knows too little about to report again. Also starts planned deliveries and deletes expired rows
 * (docs/operations.md, *The reconciler*).
 */
export function createReconciler({
  db,
  registry,
  startDeliveries,
  onFinding,
  log,
}: ReconcilerDeps): () => Promise<void> {
  /** Logins that differed in the previous run. Acted on only if they still do, as a report may have been under way. */
  let differedLastTime = new Set<string>();
  const stopped = new Set<string>();

  async function reconcileLive(): Promise<void> {
    const differs = new Set<string>();
    for (const { login, userId, state } of await compareLiveLogins(db, await registry.listLiveLogins())) {
      const { loginId, accountId } = login;
      if (state === 'agrees') continue;
      differs.add(loginId);
      const differedBefore = differedLastTime.has(loginId);
      if (state === 'forgotten' || (state === 'differs' && differedBefore)) {
        log.warn({ loginId, accountId }, 'asked a login to report its state again');
        await registry.requestReport(accountId);
        onFinding?.('asked_again');
      }
      if ((state === 'over' || state === 'account_gone') && differedBefore) await stop(login, userId);
    }
    differedLastTime = differs;
  }

  /** Cancels a login that users cannot see or stop, because the database has ended it or has no account for it. */
  async function stop(login: LiveLogin, userId: string | undefined): Promise<void> {
    const { loginId, accountId } = login;
    if (!(await registry.stop(login)) || stopped.has(loginId)) return;
    stopped.add(loginId);
    onFinding?.('stopped');
    log.warn({ loginId, accountId }, 'cancelled a login whose row had ended');
    if (userId === undefined) return;
    const details = { loginId, reason: 'over_but_alive' };
    await recordEvent(
      db,
      { id: accountId, user_id: userId },
      { type: 'login.reconciled', actor: system, details },
    );
  }

  return async () => {
    for (const { loginId, workflowId } of await readOpenLogins(db)) {
      if ((await registry.findLiveLogin(workflowId)) === loginId) continue;
      if (!(await db.transaction().execute((trx) => closeLostLogin(trx, loginId)))) continue;
      log.warn({ loginId, workflowId }, 'closed a login without a workflow');
      onFinding?.('closed');
    }
    await reconcileLive();
    await startDeliveries();
    await deleteOldBrowserStates(db);
    await deleteExpiredEvidence(db);
    await deleteOldDeliveries(db);
    await deleteExpiredCounters(db);
    await deleteOldRelayedMessages(db);
  };
}

/** Reconciles every 20 s, in one process at a time. Returns a function that stops it and waits for the current run. */
export function startReconciler(deps: ReconcilerDeps): () => Promise<void> {
  const reconcile = createReconciler(deps);
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await withReconcilerLock(deps.db, reconcile);
    } catch (error) {
      deps.log.warn({ err: error }, 'reconciling failed; trying again');
    }
  };
  const timer = setInterval(() => {
    running = running.then(run);
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
