import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, createLogin, createUser } from '../../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { until } from '../../../test/support/until.js';
import { system } from '../../assistance/actor.js';
import type { Db } from '../open.js';
import { recordSubmission } from './record-submission.js';

let database: TestDatabase;
let db: Db;
let userId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  ({ db } = database);
  userId = await createUser(db);
});
afterAll(() => database.close());

/** An account whose login waits for a code, and submissions to its request. */
async function newRequest() {
  const accountId = await createAccount(db, { userId });
  const login = await createLogin(db, accountId);
  const { loginId } = login;
  const { requestId } = await login.openRequest();
  const submission = () => ({
    submissionId: randomUUID(),
    requestId,
    loginId,
    accountId,
    userId,
    fingerprint: randomUUID(),
    actor: system,
  });
  const submissions = () =>
    db.selectFrom('submissions').select('id').where('account_id', '=', accountId).execute();
  return { accountId, requestId, submission, submissions };
}

const isWaitingForLock = async (): Promise<boolean> => {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length > 0;
};

it('a submission that waits for the request is not recorded if the request ends', async () => {
  const { requestId, submission, submissions } = await newRequest();
  const recorded = await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('assistance_requests')
      .set({ status: 'expired' })
      .where('id', '=', requestId)
      .execute();
    const waiting = recordSubmission(db, submission());
    await until(isWaitingForLock, 'the submission to wait');
    return { waiting };
  });
  expect(await recorded.waiting).toBe('not_pending');
  expect(await submissions()).toEqual([]);
});

it('a submission that waits for the deletion of its account is not recorded, and neither of them fails', async () => {
  const { accountId, submission, submissions } = await newRequest();
  const recorded = await db.transaction().execute(async (trx) => {
    await trx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
    const waiting = recordSubmission(db, submission());
    await until(isWaitingForLock, 'the submission to wait');
    // Would deadlock if the submission held the lock on its request.
    await trx.deleteFrom('accounts').where('id', '=', accountId).execute();
    return { waiting };
  });
  expect(await recorded.waiting).toBe('not_pending');
  expect(await submissions()).toEqual([]);
});

it('of submissions with the same key at the same time, one is recorded, with one event', async () => {
  const { accountId, submission, submissions } = await newRequest();
  const key = {
    credential: 'key:1',
    accountId,
    idempotencyKey: 'a',
    bodyFingerprint: 'b',
    sealedAnswer: 'sealed',
  };
  const results = await Promise.all(Array.from({ length: 8 }, () => recordSubmission(db, submission(), key)));
  expect(results.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'key_in_use'), 'recorded']);
  expect(await submissions()).toHaveLength(1);
  const events = db.selectFrom('events').select('details').where('account_id', '=', accountId);
  const submitted = await events.where('type', '=', 'code.submitted').execute();
  expect(submitted).toEqual([
    {
      details: { submissionId: (await submissions())[0]?.id, requestId: submission().requestId, type: 'otp' },
    },
  ]);
});

it('a code that was typed for an earlier request of the login is not recorded', async () => {
  const { requestId, submission, submissions } = await newRequest();
  const first = submission();
  await recordSubmission(db, first);
  const tried = { tried_at: new Date() };
  await db.updateTable('submissions').set(tried).where('id', '=', first.submissionId).execute();
  await db
    .updateTable('assistance_requests')
    .set({ status: 'fulfilled' })
    .where('id', '=', requestId)
    .execute();
  const next = { ...first, submissionId: randomUUID(), requestId: randomUUID() };
  await sql`insert into assistance_requests (id, login_id, account_id, status, descriptor, requested_at, expires_at)
    select ${next.requestId}, login_id, account_id, 'pending', descriptor, requested_at, expires_at
    from assistance_requests where id = ${requestId}`.execute(db);
  expect(await recordSubmission(db, next)).toBe('used_before');
  expect(await submissions()).toHaveLength(1);
  expect(await recordSubmission(db, { ...next, fingerprint: 'another' })).toBe('recorded');
});
