import { TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/api/support/api-under-test.js';
import { nextAuthenticatorCode } from './authenticator.js';

/** On the real database, with a clock that is ahead of the machine's by as much as each test needs. */

const secret = 'JBSWY3DPEHPK3PXP';
const stepMs = 30_000;
const machineTime = Date.now;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => vi.restoreAllMocks());

/** Returns a function that asks for codes of a new account's authenticator. */
async function newAuthenticator() {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token);
  return (digits = 6) => nextAuthenticatorCode(api.db, { accountId, secret, digits });
}

/** Sets the clock so that this much is left of a time step. Returns the code of that step, or of a later one. */
function clockWith({ leftMs }: { leftMs: number }) {
  const now = machineTime();
  const ends = Math.ceil(now / stepMs) * stepMs + stepMs;
  const aheadMs = ends - leftMs - now;
  vi.spyOn(Date, 'now').mockImplementation(() => machineTime() + aheadMs);
  const step = ends / stepMs - 1;
  return (later: number, digits = 6) =>
    new TOTP({ secret, digits, period: stepMs / 1_000 }).generate({ timestamp: (step + later) * stepMs });
}

it('returns the code of the current time step, with the number of digits that was asked for', async () => {
  const codeOf = clockWith({ leftMs: 20_000 });
  expect(await (await newAuthenticator())()).toBe(codeOf(0));
  expect(await (await newAuthenticator())(8)).toBe(codeOf(0, 8));
});

it('waits for the next time step when less than 4 s are left', async () => {
  const ask = await newAuthenticator();
  const codeOf = clockWith({ leftMs: 2_000 });
  const askedAt = machineTime();
  expect(await ask()).toBe(codeOf(1));
  expect(machineTime() - askedAt).toBeGreaterThanOrEqual(1_500);
});

it('never returns the code of a time step twice, even to two callers at the same time', async () => {
  const ask = await newAuthenticator();
  const codeOf = clockWith({ leftMs: 4_500 });
  const [one, another] = await Promise.all([ask(), ask()]);
  expect([one, another].toSorted()).toEqual([codeOf(0), codeOf(1)].toSorted());
});

it('never returns to an earlier time step when the clock is set back', async () => {
  const ask = await newAuthenticator();
  const ahead = clockWith({ leftMs: 5_000 });
  expect(await ask()).toBe(ahead(0));
  vi.restoreAllMocks();
  clockWith({ leftMs: 5_000 + stepMs }); // the step before it
  await expect(
    Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 1_000, 'waits'))]),
  ).resolves.toBe('waits');
});
