import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankAnswer, BankDriver, PromptPresence } from '../../src/banks/bank-driver.js';
import { recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

/** Codes that a bank's page did not send, and code pages that go away while a code is waited for. */

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => stack.close());

function bank(
  script: Omit<Parameters<typeof scriptedBank>[0], 'code'>,
  page: { presence?: () => PromptPresence; look?: () => BankAnswer } = {},
) {
  const scripted = scriptedBank({ code: `bank-${randomUUID()}`, ...script });
  const { presence, look } = page;
  banks.set(scripted.driver.code, {
    ...scripted.driver,
    ...(presence && { codePagePresence: () => Promise.resolve(presence()) }),
    ...(look && { lookAgain: () => Promise.resolve(look()) }),
  });
  return { ...scripted, bankCode: scripted.driver.code };
}

const right = '123456';
const unsent: BankAnswer = { is: 'not_submitted', reason: 'no_request' };

describe('a code that the page did not send', () => {
  it('is typed again, and counts only when the bank has seen it', async () => {
    const answers: BankAnswer[] = [unsent, unsent, { is: 'logged_in' }];
    const { bankCode, typed } = bank({
      onOpen: sixDigits,
      onCode: () => answers.shift() ?? { is: 'page_not_recognised' },
    });
    const login = await stack.logIn({ bankCode });
    const submission = await login.submit(right);
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.outcome(submission)).toBe('accepted');
    expect(await login.requests()).toMatchObject([{ status: 'fulfilled', attempts: 1 }]);
    expect(typed).toEqual([right, right, right]);
  });

  it('is not used after three tries; its request stays open, and the same code may be submitted again', async () => {
    let isBroken = true;
    const { bankCode, typed } = bank({
      onOpen: sixDigits,
      onCode: () => (isBroken ? unsent : { is: 'logged_in' }),
    });
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.submit(right))).toBe('superseded');
    expect(await login.requests()).toMatchObject([
      { status: 'pending', attempts: 0, previous_outcome: null },
    ]);
    expect(typed).toHaveLength(3);
    const claims = stack.db.selectFrom('bank_steps').select('step').where('login_id', '=', login.loginId);
    expect(await claims.execute()).toEqual([{ step: 'open' }]);
    isBroken = false;
    expect(await login.settled(await login.submit(right))).toBe('accepted');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.account()).toMatchObject({ failures_in_row: 0 });
  });

  const noField: BankAnswer = { is: 'not_submitted', reason: 'no_field' };

  it('is typed once where the page has no field for it any more, and its request is withdrawn', async () => {
    const { bankCode, typed } = bank(
      { onOpen: sixDigits, onCode: noField },
      // Only a look at the page finds out, not the process that watches it.
      { presence: () => 'unclear', look: () => ({ is: 'page_not_recognised' }) },
    );
    const login = await stack.logIn({ bankCode });
    const submission = await login.submit(right);
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(await login.outcome(submission)).toBe('superseded');
    expect(typed).toEqual([right]);
    expect(await login.requests()).toMatchObject([
      { status: 'cancelled', reason: 'session_lost', attempts: 0 },
    ]);
  });

  it('is typed again where the page turns out to have its field', async () => {
    const answers: BankAnswer[] = [noField, { is: 'logged_in' }];
    let looks = 0;
    const look = () => {
      looks += 1;
      return sixDigits;
    };
    const { bankCode, typed } = bank(
      { onOpen: sixDigits, onCode: () => answers.shift() ?? noField },
      { presence: () => 'there', look },
    );
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.submit(right))).toBe('accepted');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect({ typed, looks }).toEqual({ typed: [right, right], looks: 1 });
  });

  it('is not used when its login is stopped', async () => {
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: unsent });
    const login = await stack.logIn({ bankCode });
    const submission = await login.submit(right);
    await until(() => typed.length === 1, 'the code at the page');
    await login.handle.cancel();
    expect(await login.handle.result()).toMatchObject({ outcome: 'cancelled' });
    expect(await login.outcome(submission)).toBe('superseded');
    expect(await login.requests()).toMatchObject([{ status: 'cancelled', reason: 'stopped', attempts: 0 }]);
  });
});

it('says why credentials were not sent', async () => {
  const { bankCode } = bank({ onOpen: { is: 'not_submitted', reason: 'page_check' } });
  const login = await stack.logIn({ bankCode });
  expect(await login.handle.result()).toEqual({ outcome: 'page_not_recognised', reason: 'page_check' });
  expect(await login.account()).toMatchObject({ blocked_reason: null });
});

describe('a code page that goes away while a code is waited for', () => {
  async function loginWhoseCodePageGoesTo(is: BankAnswer) {
    let presence: PromptPresence = 'there';
    const { bankCode, typed } = bank(
      { onOpen: sixDigits, onCode: { is: 'code_rejected', bankMessage: null } },
      { presence: () => presence, look: () => is },
    );
    const login = await stack.logIn({ bankCode });
    await login.pending();
    presence = 'gone';
    return { login, typed, since: performance.now() };
  }

  it('withdraws its request within 10 s, and counts no failure', async () => {
    const { login, since } = await loginWhoseCodePageGoesTo({ is: 'page_not_recognised' });
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(await login.requests()).toMatchObject([
      { status: 'cancelled', reason: 'session_lost', attempts: 0 },
    ]);
    expect(await login.account()).toMatchObject({ failures_in_row: 0, blocked_reason: null });
  });

  it('does not block an account because of what the page says about credentials', async () => {
    const { login } = await loginWhoseCodePageGoesTo({ is: 'bad_credentials' });
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(await login.account()).toMatchObject({ failures_in_row: 0, blocked_reason: null });
  });

  it('fulfils its request when the bank has let the login in meanwhile', async () => {
    const { login } = await loginWhoseCodePageGoesTo({ is: 'logged_in' });
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.requests()).toMatchObject([{ status: 'fulfilled', attempts: 0 }]);
  });

  it('withdraws the request after a wrong code, too, when the bank shows its login page with the error', async () => {
    let presence: PromptPresence = 'there';
    const { bankCode } = bank(
      {
        onOpen: sixDigits,
        onCode: () => {
          presence = 'gone';
          return { is: 'code_rejected', bankMessage: 'Wrong code.' };
        },
      },
      { presence: () => presence, look: () => ({ is: 'code_rejected', bankMessage: 'Wrong code.' }) },
    );
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.submit('000000'))).toBe('rejected');
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(await login.requests()).toMatchObject([
      { status: 'cancelled', reason: 'session_lost', attempts: 1 },
    ]);
  });

  it('keeps its request open when the page was only drawn again', async () => {
    const looks: PromptPresence[] = ['gone', 'there'];
    const { bankCode } = bank(
      { onOpen: sixDigits, onCode: { is: 'logged_in' } },
      { presence: () => looks.shift() ?? 'there', look: () => sixDigits },
    );
    const login = await stack.logIn({ bankCode });
    await until(() => looks.length === 0, 'the page to be looked at');
    expect(await login.settled(await login.submit(right))).toBe('accepted');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  });
});

it('what `accepted` promises is readable at once: the session is open', async () => {
  const { bankCode } = bank({ onOpen: sixDigits, onCode: { is: 'logged_in' } });
  const login = await stack.logIn({ bankCode, sessionType: 'persistent' });
  const submission = await login.submit(right);
  const rows = () =>
    stack.db
      .selectFrom('submissions')
      .innerJoin('logins', 'logins.id', 'submissions.login_id')
      .innerJoin('session_states', 'session_states.login_id', 'logins.id')
      .select(['submissions.outcome', 'logins.logged_in_at'])
      .where('submissions.id', '=', submission)
      .where('submissions.outcome', 'is not', null)
      .executeTakeFirst();
  // Polls without a pause, so that no intermediate state is missed.
  let row = await rows();
  while (!row) row = await rows();
  expect(row).toMatchObject({ outcome: 'accepted' });
  expect(row.logged_in_at).not.toBeNull();
  await login.handle.cancel();
  await login.handle.result();
});
