import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, createLogin, createUser } from '../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { createLoginReports } from './login-report-activities.js';

let database: TestDatabase;
let userId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  userId = await createUser(database.db);
});
afterAll(() => database.close());

/** A login that has just started, and the activities with which its workflow reports. */
async function startLogin(config: { notification_email?: string; notification_events?: string[] }) {
  const { db } = database;
  let starts = 0;
  const reports = createLoginReports({
    db,
    startDeliveries: () => {
      starts += 1;
      return Promise.resolve();
    },
  });
  const login = await createLogin(db, await createAccount(db, { userId, config }));
  return { reports, opened: login.requestOpened, report: login.loginReport, starts: () => starts };
}

const subscribed = {
  notification_email: 'ana@example.com',
  notification_events: ['assistance_required', 'account_blocked'],
};

describe('planned deliveries are started', () => {
  it('after a report with an event that the account subscribes to', async () => {
    const { reports, opened, report, starts } = await startLogin(subscribed);
    await reports.openRequest(opened());
    expect(starts()).toBe(1);
    // The block is recorded between other events of the same end.
    await reports.reportLogin(report({ end: { outcome: 'bad_credentials', reason: null } }));
    expect(starts()).toBe(2);
  });

  it('not after a report without such an event', async () => {
    const { reports, report, starts } = await startLogin(subscribed);
    await reports.reportLogin(report());
    await reports.reportLogin(report({ phase: 'running', loggedIn: true }));
    await reports.reportLogin(report({ end: { outcome: 'logged_in', reason: 'completed' } }));
    expect(starts()).toBe(0);
  });

  it.each([
    ['subscribes to other events', { ...subscribed, notification_events: ['login_failed'] }],
    ['has nowhere to send them', { notification_events: subscribed.notification_events }],
  ])('not for an account that %s', async (_why, config) => {
    const { reports, opened, starts } = await startLogin(config);
    await reports.openRequest(opened());
    expect(starts()).toBe(0);
  });

  it('after a repeated report, because the process that applied it may have died before it started them', async () => {
    const { reports, opened, report, starts } = await startLogin(subscribed);
    const request = opened();
    await reports.openRequest(request);
    await reports.openRequest(request);
    expect(starts()).toBe(2);
    const end = report({ end: { outcome: 'bad_credentials', reason: null } });
    await reports.reportLogin(end);
    await reports.reportLogin(end);
    expect(starts()).toBe(4);
  });
});
