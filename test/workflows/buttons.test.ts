import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
import { browserReady } from '../../src/temporal/login-messages.js';
import { recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack, type StartedLogin } from '../support/login-stack.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

/** What people press in Temporal's UI, by the API that its buttons call, while a login waits for its code. */

const loggedIn: BankAnswer = { is: 'logged_in' };
const { driver } = scriptedBank({ code: 'held', onOpen: sixDigits, onCode: loggedIn });

let stack: LoginStack;
beforeAll(async () => {
  stack = await createLoginStack(new Map([[driver.code, driver]]));
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => stack.close());

async function waitingLogin(): Promise<StartedLogin> {
  const login = await stack.logIn({ bankCode: driver.code });
  await login.pending();
  return login;
}

const holdOf = async ({ handle }: StartedLogin) =>
  (await handle.describe()).raw.pendingActivities?.find(
    ({ activityType }) => activityType?.name === 'holdBrowser',
  );

/** How many heartbeats of the hold Temporal has seen, from now on. */
async function untilHeartbeats(login: StartedLogin, count: number): Promise<void> {
  const seen = new Set<string>();
  await until(async () => {
    const time = (await holdOf(login))?.lastHeartbeatTime;
    if (time) seen.add(`${String(time.seconds)}.${time.nanos}`);
    return seen.size > count;
  }, 'heartbeats of the hold');
}

async function takesItsCode(login: StartedLogin): Promise<void> {
  const submissionId = await login.submit('123456');
  expect(await login.settled(submissionId)).toBe('accepted');
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  await until(() => stack.heldLogins.get(login.loginId) === undefined, 'the end of its browser');
}

describe('a waiting login', () => {
  it.each(['Pause', 'Reset'] as const)(
    'keeps its browser after %s of its hold, and takes its code',
    async (button) => {
      const login = await waitingLogin();
      const held = stack.heldLogins.get(login.loginId);
      const { workflowId } = login.handle;
      const { namespace } = stack.client.options;
      const activity = await holdOf(login);
      const { workflowService } = stack.client;
      const pressed = { namespace, execution: { workflowId }, id: activity?.activityId ?? '' };
      await (button === 'Pause'
        ? workflowService.pauseActivity(pressed)
        : workflowService.resetActivity(pressed));
      // Each heartbeat is answered with the news. Three of them are more than one interval.
      await untilHeartbeats(login, 3);
      expect(stack.heldLogins.get(login.loginId)).toBe(held);
      expect(held?.isHeld).toBe(true);
      await takesItsCode(login);
    },
  );

  it('does not believe a browser of another queue', async () => {
    const login = await waitingLogin();
    await login.handle.signal(browserReady, {
      holdNumber: 1,
      queue: `nonsense-${randomUUID()}`,
      rules: {
        ...{ expiresSeconds: null, maxAttempts: null, resendAfterSeconds: null, stepSeconds: 10 },
        ...{ resumable: false, releaseWhileWaiting: false },
      },
    });
    await takesItsCode(login);
  });
});
