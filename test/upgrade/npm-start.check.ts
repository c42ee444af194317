import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/db/open.js';
import { type Installation as Instance, install } from '../faults/installation.js';
import { isAlive, send } from '../faults/processes.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { createTestFolder } from '../support/services.js';
import { until } from '../support/until.js';
import { oneLogin, type Opened, signUpUser } from './sessions.js';

/** `npm start` with an open session of each kind that is stopped, or killed with all its parts, and started again. */

let bank: DemoBank;
let remove: () => Promise<void>;
let instance: Instance;
let close: () => Promise<void>;
let movable: Opened;
let other: Opened;

beforeAll(async () => {
  bank = await openDemoBank();
  const test = await createTestFolder();
  ({ remove } = test);
  instance = await install({
    folder: test.folder,
    bankUrl: bank.url,
    chromiumPath: inject('chromiumPath'),
    temporalPath: inject('temporalPath'),
  });
});
afterAll(async () => {
  await instance.stop();
  await bank.close();
  await remove();
});
beforeEach(async () => {
  const { api, database_url: databaseUrl, temporal_address: address } = await instance.ready();
  const connection = await Connection.connect({ address });
  const db = openDatabase({ databaseUrl, onIdleError: () => undefined });
  close = async () => {
    await db.destroy();
    await connection.close();
  };
  const user = await signUpUser({ bank, db, temporal: new Client({ connection }), url: api });
  [movable, other] = [await user.open('session that can move'), await user.open('session that cannot move')];
});
afterEach(() => close());

/** The session that can move goes on in the worker of this start, and the other one has ended. */
async function expectContinued(withinMs: number): Promise<void> {
  const { pids } = await instance.ready();
  const startedAt = performance.now();
  await until(() => movable.isKeptBy([pids.worker]), 'the session to go on', withinMs);
  console.log(`went on ${((performance.now() - startedAt) / 1_000).toFixed(1)} s after the start`);
  await other.untilState('logged_in, session_lost');
  expect(await movable.state()).toBe('running');
  for (const { ledger } of [movable, other]) expect(await ledger()).toEqual(oneLogin);
  await movable.stop();
  await movable.untilState('logged_in, stopped');
}

it('the next start continues a session after SIGTERM', async () => {
  await instance.stop();
  await instance.revive();
  await expectContinued(120_000);
});

it('the next start continues a session after every process was killed', async () => {
  const { pids } = await instance.ready();
  for (const pid of [...Object.values(pids), ...(await instance.browsers())])
    if (pid !== null) send(pid, 'SIGKILL');
  await until(async () => !(await isAlive(pids.main)), 'the end of the main process');
  await instance.revive();
  // A heartbeat a minute is missed after 90 s.
  await expectContinued(240_000);
});
