import type { Logger } from 'pino';
import { system } from '../assistance/actor.js';
import { recordEvent } from '../db/events/events.js';
import { deleteOldBrowserStates, findCheckpoint } from '../db/logins/browser-states.js';
import { deleteExpiredEvidence } from '../db/logins/failure-evidence-rows.js';
import { deleteOldDeliveries } from '../db/deliveries/deliveries.js';
import { closeLostLogin } from '../db/logins/login-reports.js';
import type { Db } from '../db/open.js';
import { deleteOldRelayedMessages } from '../db/logins/relayed-messages.js';
import { deleteExpiredCounters } from '../db/rate-counters.js';
import {
  withReconcilerLock,
  type LiveLogin,
  type OpenLogin,
  readOpenLogins,
  compareLiveLogins,
} from '../db/logins/reconciler-queries.js';
import type { LoginRegistry } from './login-registry.js';

/** Three runs within the minute in which a request whose login is gone from Temporal must be closed. */
const intervalMs = 20_000;

/**
 * So many logins that Temporal lists as open are also looked up one by one in a run, which takes a few milliseconds each:
 * the list can come from a store of its own, and lag behind. Others have their turn in a later run.
 */
const lookedUpInARun = 100;

/** For turns: stays the same when other logins end, and is spread evenly. The end of a random UUID, in hexadecimal. */
const numberOf = (loginId: string): number => Number.parseInt(loginId.slice(-6), 16);

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
  /** Starts logins that are to be tried again. */
  startRetries: () => Promise<void>;
  /** Called for each difference that was acted on. */
  onFinding?: (finding: ReconcilerFinding) => void;
  log: Logger;
}

/**
 * Returns a function that resolves differences between database and Temporal after data loss or lost reports: it closes
 * logins whose workflow is gone, cancels workflows whose login has ended in the database, and asks workflows that the
 * database knows too little about to report again. Also starts planned deliveries and due retries, and deletes expired rows
 * (docs/operations.md, *The reconciler*).
 */
export function createReconciler({
  db,
  registry,
  startDeliveries,
  startRetries,
  onFinding,
  log,
}: ReconcilerDeps): () => Promise<void> {
  /** Logins that differed in the previous run. Acted on only if they still do, as a report may have been under way. */
  let differedLastTime = new Set<string>();
  const stopped = new Set<string>();

  /** Logins that a restored database did not know, or knew in an earlier state. */
  let restored = new Set<string>();
  /** Those whose page was lost in the previous run. Stopped only if it still is, as another activity may take over. */
  let pageLostLastTime = new Set<string>();

  let runs = 0;

  /** Open logins that Temporal does not list, and some of those that it does. */
  function loginsToLookUp(open: readonly OpenLogin[], live: readonly LiveLogin[]): OpenLogin[] {
    const listed = new Set(live.map(({ loginId }) => loginId));
    const turns = Math.ceil(open.length / lookedUpInARun);
    runs += 1;
    return open.filter(({ loginId }) => !listed.has(loginId) || (numberOf(loginId) + runs) % turns === 0);
  }

  /** Without Temporal's list, every open login is looked up before the run fails. */
  async function listLiveLogins(): Promise<LiveLogin[]> {
    try {
      return await registry.listLiveLogins();
    } catch (error) {
      await closeLostLogins([]);
      throw error;
    }
  }

  async function closeLostLogins(live: readonly LiveLogin[]): Promise<void> {
    for (const { loginId, workflowId } of loginsToLookUp(await readOpenLogins(db), live)) {
      if ((await registry.findLiveLogin(workflowId)) === loginId) continue;
      if (!(await db.transaction().execute((trx) => closeLostLogin(trx, loginId)))) continue;
      log.warn({ loginId, workflowId }, 'closed a login without a workflow');
      onFinding?.('closed');
    }
  }

  async function reconcileLive(live: readonly LiveLogin[]): Promise<void> {
    const differs = new Set<string>();
    const stillRestored = new Set<string>();
    const pageLost = new Set<string>();
    for (const { login, userId, state } of await compareLiveLogins(db, live)) {
      const { loginId, accountId } = login;
      if (state !== 'agrees') differs.add(loginId);
      const differedBefore = differedLastTime.has(loginId);
      const isOutdated = state === 'forgotten' || (state === 'differs' && differedBefore);
      if (isOutdated || restored.has(loginId)) {
        stillRestored.add(loginId);
        if (await hasLostItsPage(login)) {
          pageLost.add(loginId);
          if (pageLostLastTime.has(loginId)) await stop(login, userId, 'page_lost');
          continue;
        }
      }
      if (isOutdated) {
        log.warn({ loginId, accountId }, 'asked a login to report its state again');
        await registry.requestReport(accountId);
        onFinding?.('asked_again');
      }
      if ((state === 'over' || state === 'account_gone') && differedBefore)
        await stop(login, userId, 'over_but_alive');
    }
    differedLastTime = differs;
    restored = stillRestored;
    pageLostLastTime = pageLost;
  }

  /**
   * Whether a login waits for a code that it could not type: no process holds its browser, and the checkpoint of its page
   * is not in the database.
   */
  async function hasLostItsPage(login: LiveLogin): Promise<boolean> {
    if (login.phase !== 'waiting_for_code') return false;
    if ((await findCheckpoint(db, login.loginId)) !== undefined) return false;
    return !(await registry.isHeld(login));
  }

  /** Cancels a login that users cannot see or stop, or that can no longer succeed. */
  async function stop(
    login: LiveLogin,
    userId: string | undefined,
    reason: 'over_but_alive' | 'page_lost',
  ): Promise<void> {
    const { loginId, accountId } = login;
    if (!(await registry.stop(login)) || stopped.has(loginId)) return;
    stopped.add(loginId);
    onFinding?.('stopped');
    log.warn({ loginId, accountId, reason }, 'cancelled a login');
    if (userId === undefined) return;
    await recordEvent(
      db,
      { id: accountId, user_id: userId },
      { type: 'login.reconciled', actor: system, details: { loginId, reason } },
    );
  }

  return async () => {
    const live = await listLiveLogins();
    await closeLostLogins(live);
    await reconcileLive(live);
    await startDeliveries();
    await deleteOldBrowserStates(db);
    await deleteExpiredEvidence(db);
    await deleteOldDeliveries(db);
    await deleteExpiredCounters(db);
    await deleteOldRelayedMessages(db);
    await startRetries();
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
