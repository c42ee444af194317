import { afterAll, beforeAll, expect, it } from 'vitest';
import { setCurrentBuild, UnknownBuildError, waitUntilBuildUnused } from '../../src/worker/worker-build.js';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { createLoginStack, type LoginStack, type StartedLogin } from '../support/login-stack.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

/** Two builds of the workers side by side, under Temporal's worker versioning. */

const bank = scriptedBank({ code: 'asking', onOpen: sixDigits, onCode: { is: 'logged_in' } });
const banks = new Map<string, BankDriver>([[bank.driver.code, bank.driver]]);
const deploymentName = 'assisted-login';
const older = { deploymentName, buildId: '1' };
const newer = { deploymentName, buildId: '2' };

let stack: LoginStack;
beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterAll(() => stack.close());

const logIn = () => stack.logIn({ bankCode: bank.driver.code });
/** Temporal knows a build from the first poll of its workers. */
const makeCurrentSoon = (build: typeof older) =>
  until(
    () => setCurrentBuild(stack.client, build).then(() => true, ifUnknown),
    `build ${build.buildId} to be known`,
  );

function ifUnknown(error: unknown): false {
  if (!(error instanceof UnknownBuildError)) throw error;
  return false;
}

/** Whether logins keep the workers of this build from ending. */
async function isNeeded(build: typeof older): Promise<boolean> {
  const soon = AbortSignal.timeout(8_000);
  await waitUntilBuildUnused(stack.client, build, soon);
  return soon.aborted;
}

/** The builds whose workers completed a login's workflow tasks. */
async function buildsOf({ handle }: StartedLogin): Promise<Set<string>> {
  const { events } = await handle.fetchHistory();
  const done = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) => task ?? []);
  return new Set(done.map(({ deploymentVersion }) => deploymentVersion?.buildId ?? 'none'));
}

/**
 * A login that has started on this build and waits. Temporal's partitions learn of a current build one after the other,
 * so a login at that moment may still start on the build before.
 */
const logInOn = ({ buildId }: typeof older) =>
  until(async () => {
    const login = await logIn();
    await login.pending();
    const builds = await buildsOf(login);
    if (builds.size === 1 && builds.has(buildId)) return login;
    await login.handle.terminate('began elsewhere');
    return undefined;
  }, `a login on build ${buildId}`);

it('a login ends on the build that it began on, whose worker stays until then', async () => {
  await expect(setCurrentBuild(stack.client, older)).rejects.toThrow(UnknownBuildError);
  const unpinned = await logIn();
  await unpinned.pending();

  const old = await stack.startWorker({ build: older, graceMs: 120_000 });
  await makeCurrentSoon(older);
  const first = await logInOn(older);

  const young = await stack.startWorker({ build: newer });
  await makeCurrentSoon(newer);
  const second = await logInOn(newer);

  // Each has a login that waits. New logins still go to the newer build, so its worker leaves them to its other workers.
  expect([await isNeeded(older), await isNeeded(newer)]).toEqual([true, false]);
  let hasStopped = false;
  const stopped = old.stop().then(() => {
    hasStopped = true;
  });
  for (const { login, code } of [
    { login: second, code: '222222' },
    { login: unpinned, code: '333333' },
  ]) {
    await login.submit(code);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  }
  expect(await buildsOf(second)).toEqual(new Set([newer.buildId]));
  expect([await isNeeded(older), hasStopped]).toEqual([true, false]);
  await first.submit('111111');
  expect(await first.handle.result()).toMatchObject({ outcome: 'logged_in' });
  expect(await buildsOf(first)).toEqual(new Set([older.buildId]));
  await until(() => hasStopped, 'the old worker to stop', 30_000);
  expect(await isNeeded(older)).toBe(false);
  await stopped;
  await young.stop();
});
