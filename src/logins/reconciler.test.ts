import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, createLogin, createUser } from '../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { saveCheckpoint } from '../db/logins/browser-states.js';
import type { LiveLogin } from '../db/logins/reconciler-queries.js';
import { loginWorkflowId } from '../temporal/login-messages.js';
import { createReconciler } from './reconciler.js';

/** After a restored backup, with a registry in memory. test/workflows/reconciler.test.ts has a real Temporal. */

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** A login that waits for a code in Temporal, and is not in the database yet. */
async function forgottenLogin({ isHeld }: { isHeld: boolean }) {
  const { db } = database;
  const accountId = await createAccount(db, { userId: await createUser(db) });
  const login: LiveLogin = {
    accountId,
    loginId: randomUUID(),
    runId: randomUUID(),
    phase: 'waiting_for_code',
    expiresAt: new Date(Date.now() + 60_000),
  };
  const held = { is: isHeld };
  const done: string[] = [];
  const reconcile = createReconciler({
    db,
    registry: {
      findLiveLogin: () => Promise.resolve(undefined),
      listLiveLogins: () => Promise.resolve([login]),
      isHeld: () => Promise.resolve(held.is),
      stop: () => Promise.resolve(done.push('stopped') > 0),
      requestReport: () => {
        done.push('asked to report');
        return Promise.resolve();
      },
    },
    startDeliveries: () => Promise.resolve(),
    startRetries: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
  });
  const reasons = async () => {
    const events = db.selectFrom('events').select('details').where('account_id', '=', accountId);
    const rows = await events.where('type', '=', 'login.reconciled').execute();
    return JSON.stringify(rows);
  };
  return { db, login, accountId, held, done, reconcile, reasons };
}

it('a login whose page was lost with the backup is stopped, and nobody is asked for its code', async () => {
  const { done, reconcile, reasons } = await forgottenLogin({ isHeld: false });
  await reconcile();
  expect(done).toEqual([]);
  await reconcile();
  expect(done).toEqual(['stopped']);
  expect(await reasons()).toContain('page_lost');
});

it('so is one whose process turns out to be gone after it reported again', async () => {
  const { done, held, reconcile } = await forgottenLogin({ isHeld: true });
  await reconcile();
  expect(done).toEqual(['asked to report']);
  held.is = false;
  await reconcile();
  await reconcile();
  expect(done).toEqual(['asked to report', 'stopped']);
});

it('a login that is held, or whose checkpoint is there, waits on', async () => {
  const held = await forgottenLogin({ isHeld: true });
  await held.reconcile();
  await held.reconcile();
  expect(held.done).toEqual(['asked to report', 'asked to report']);

  const kept = await forgottenLogin({ isHeld: false });
  const { loginId } = await createLogin(kept.db, kept.accountId);
  kept.login.loginId = loginId;
  await saveCheckpoint(kept.db, { loginId, accountId: kept.accountId, holdNumber: 1 }, 'sealed');
  await kept.reconcile();
  // The row says that it is starting: one more look, then it is asked.
  await kept.reconcile();
  expect(kept.done).toEqual(['asked to report']);
});

it('where many logins are open, those that Temporal lists are looked up by turns, and the others each time', async () => {
  const { db } = database;
  await db.deleteFrom('accounts').execute();
  const userId = await createUser(db);
  const open = await Promise.all(
    Array.from({ length: 250 }, async () => {
      const accountId = await createAccount(db, { userId });
      const { loginId } = await createLogin(db, accountId);
      return { accountId, loginId, runId: randomUUID(), phase: null, expiresAt: null };
    }),
  );
  // The reconciler ignores logins that have just started.
  await db
    .updateTable('logins')
    .set({ started_at: new Date(Date.now() - 60_000) })
    .execute();
  const byWorkflow = new Map(open.map((login) => [loginWorkflowId(login.accountId), login]));
  const lookedUp: string[] = [];
  const [missing, ...listed] = open;
  const reconcile = createReconciler({
    db,
    registry: {
      findLiveLogin: (workflowId) => {
        const login = byWorkflow.get(workflowId);
        if (login) lookedUp.push(login.loginId);
        return Promise.resolve(login?.loginId);
      },
      listLiveLogins: () => Promise.resolve(listed),
      isHeld: () => Promise.resolve(true),
      stop: () => Promise.resolve(true),
      requestReport: () => Promise.resolve(),
    },
    startDeliveries: () => Promise.resolve(),
    startRetries: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
  });
  for (let run = 0; run < 3; run += 1) {
    const before = lookedUp.length;
    await reconcile();
    expect(lookedUp.slice(before)).toContain(missing?.loginId);
    // A third of them, give or take six standard deviations.
    expect(lookedUp.length - before).toBeLessThan(130);
  }
  expect(new Set(lookedUp).size).toBe(open.length);
});
