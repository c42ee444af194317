import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { addScriptedBank, sixDigits } from '../support/scripted-bank.js';

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterAll(() => stack.close());

/** Temporal's limits and costs count events and tasks (docs/operations.md, *What a login costs in Temporal*). */
it('a login with one code needs few events, workflow tasks and activities', async () => {
  const { bankCode } = addScriptedBank(banks, { onOpen: sixDigits, onCode: { is: 'logged_in' } });
  const login = await stack.logIn({ bankCode });
  await login.submit('123456');
  await login.handle.result();
  const { events } = await login.handle.fetchHistory();
  const count = (type: string): number =>
    events?.filter((event) => Object.hasOwn(event, type) && event[type as keyof typeof event] != null)
      .length ?? 0;
  // 40, and 5 more where the end of the browser does not arrive together with the bank's answer.
  expect(events?.length).toBeLessThanOrEqual(45);
  expect(count('workflowTaskCompletedEventAttributes')).toBeLessThanOrEqual(6);
  expect(count('activityTaskScheduledEventAttributes')).toBe(3);
});
