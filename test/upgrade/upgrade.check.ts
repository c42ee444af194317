import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningPart } from '../../src/runtime/part.js';
import { browsersUnder, isAlive } from '../faults/processes.js';
import { createTestDatabase } from '../support/services.js';
import { until } from '../support/until.js';
import { type Installation, prepareInstallation } from './installation.js';
import { makeOlderBuild } from './older-build.js';
import { countStates, type Kind, oneLogin, type Opened, pidsOf, signUpUser, untilKept } from './sessions.js';

/**
 * An upgrade from the last release with open sessions of each kind, and what follows: another restart, and a crash. In
 * one story, because the sessions are the same ones.
 */

const countOfEach = Number(process.env['SESSIONS'] ?? 20);

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let older: Awaited<ReturnType<typeof makeOlderBuild>>;
let installation: Installation;
let user: Awaited<ReturnType<typeof signUpUser>>;
let api: RunningPart;
let worker: RunningPart;

const opened: Record<Kind, Opened[]> = {
  'session that can move': [],
  'session that cannot move': [],
  'login that waits, resumable': [],
  'login that waits, held': [],
};
const all = () => Object.values(opened).flat();
/** Long enough for all sessions to move first on a busy machine, short enough to be awaited twice. */
const graceSeconds = 90;
const slots = { BROWSER_SLOTS: String(4 * countOfEach) };

beforeAll(async () => {
  older = await makeOlderBuild(process.env['UPGRADE_FROM']);
  database = await createTestDatabase();
  installation = await prepareInstallation({ ...database, graceSeconds });
  await installation.migrate(older.folder);
  api = await installation.startApi('older-api', { build: older.folder });
  worker = await installation.startWorker('older-worker', { build: older.folder, env: slots });
  user = await signUpUser(installation);
});
afterAll(async () => {
  await installation.close();
  await database.drop();
  await older.remove();
});

async function openMany(kind: Kind, count: number): Promise<void> {
  const open = async () => void opened[kind].push(await user.open(kind));
  for (let left = count; left > 0; left -= 3)
    await Promise.all(Array.from({ length: Math.min(left, 3) }, open));
}

it('an upgrade costs no session that can move, and no login that waits', async () => {
  await openMany('session that can move', countOfEach);
  await openMany('session that cannot move', countOfEach);
  await openMany('login that waits, resumable', Math.ceil(countOfEach / 2));
  await openMany('login that waits, held', Math.floor(countOfEach / 2));
  console.log(`from ${older.commit}:`, await countStates(all()));

  await installation.migrate();
  const before = worker;
  worker = await installation.startNpmWorker('worker', slots);
  process.kill(before.identity.pid, 'SIGTERM');
  const seconds = await untilKept(opened['session that can move'], worker, graceSeconds * 1_000);
  console.log(`moved after ${seconds.toFixed(1)} s:`, await countStates(all()));
  // The old worker stays for what cannot move.
  expect(await isAlive(before.identity.pid)).toBe(true);
  const waiting = [...opened['login that waits, resumable'], ...opened['login that waits, held']];
  await Promise.all(waiting.map((login) => login.answer()));
  for (const login of waiting) await login.untilState('logged_in, completed');
  for (const session of opened['session that cannot move']) expect(await session.state()).toBe('running');
  await before.exited;
  await api.stop(30_000);
  api = await installation.startApi('api');

  for (const session of opened['session that cannot move'])
    await session.untilState('logged_in, session_lost');
  for (const session of opened['session that can move']) expect(await session.state()).toBe('running');
  for (const login of all()) expect(await login.ledger(), login.kind).toEqual(oneLogin);
  console.log('after the upgrade:', await countStates(all()));
});

it('SIGTERM to the process group of npm leaves Chromium to the worker', async () => {
  const held = await user.open('session that cannot move');
  const [browser] = await until(async () => {
    const found = await browsersUnder(installation.folder);
    return found.length === 1 && found;
  }, 'the only Chromium');
  const before = worker;
  const nodes = await pidsOf(before);
  worker = await installation.startWorker('next-worker', { env: slots });
  process.kill(-before.identity.pid, 'SIGTERM');
  const seconds = await untilKept(opened['session that can move'], worker, graceSeconds * 1_000);
  console.log(`moved after ${seconds.toFixed(1)} s`);
  expect([await held.state(), await held.isKeptBy(nodes), await isAlive(browser ?? 0)]).toEqual([
    'running',
    true,
    true,
  ]);
  await held.untilState('logged_in, session_lost');
  await until(async () => !(await isAlive(browser ?? 0)), 'its Chromium to be closed');
});

it('after kill -9 of a worker another one continues its sessions, also with no more browsers than sessions', async () => {
  const sessions = opened['session that can move'];
  process.kill(worker.identity.pid, 'SIGKILL');
  worker = await installation.startWorker('last-worker', { env: { BROWSER_SLOTS: String(sessions.length) } });
  // A heartbeat a minute is missed after 90 s, and a quarter of the browsers is left to codes for another minute.
  const seconds = await untilKept(sessions, worker, 300_000);
  console.log(`taken up after ${seconds.toFixed(1)} s:`, await countStates(sessions));
  for (const session of sessions) {
    expect(await session.ledger()).toEqual(oneLogin);
    await session.stop();
    await session.untilState('logged_in, stopped');
  }
});
