import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, createUser } from '../../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import type { Actor } from '../../assistance/actor.js';
import { recordLoginStarted } from './login-starts.js';
import { findOpenLogin, recordStopRequested } from './logins.js';

/** The API records the actor. The workflow, which does not know the actor, may have recorded the event first. */

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const operator: Actor = { kind: 'user', id: randomUUID(), name: 'Ana', address: '192.0.2.1' };

async function startedByItself() {
  const { db } = database;
  const userId = await createUser(db);
  const accountId = await createAccount(db, { userId });
  const login = {
    loginId: randomUUID(),
    accountId,
    workflowId: `login/${accountId}`,
    bankCode: 'demo',
    sessionType: 'one-shot',
    loginMode: 'assisted',
  } as const;
  await recordLoginStarted(db, login);
  const actorsOf = async (type: string) => {
    const events = db.selectFrom('events').select('actor').where('account_id', '=', accountId);
    return (await events.where('type', '=', type).execute()).map(({ actor }) => actor);
  };
  return { db, userId, accountId, login, actorsOf };
}

describe('the audit trail names', () => {
  it('who started a login that the workflow recorded first', async () => {
    const { db, login, actorsOf } = await startedByItself();
    await recordLoginStarted(db, login, operator);
    expect(await actorsOf('login.started')).toEqual([operator]);
    await recordLoginStarted(db, login);
    expect(await actorsOf('login.started')).toEqual([operator]);
  });

  it('who stopped a login that is already stopping', async () => {
    const { db, userId, accountId, login, actorsOf } = await startedByItself();
    await db.updateTable('logins').set({ phase: 'stopping' }).where('id', '=', login.loginId).execute();
    const open = await findOpenLogin(db, accountId);
    if (!open) throw new Error('the login is not open');
    const account = { id: accountId, user_id: userId };
    await recordStopRequested(db, { login: open, account, actor: operator });
    expect(await actorsOf('session.stop_requested')).toEqual([operator]);
  });
});
