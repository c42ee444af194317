import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankAnswer, BankDriver, PromptPresence } from '../../src/banks/bank-driver.js';
import { open, purpose } from '../../src/secrets/seal.js';
import { loginStatus } from '../../src/temporal/login-messages.js';
import { readableHistory, recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack, type StartedLogin } from '../support/login-stack.js';
import { addScriptedBank, type NewScript, sixDigits, waitingForApproval } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => stack.close());

const bank = (script: NewScript) => addScriptedBank(banks, script);

const loggedIn: BankAnswer = { is: 'logged_in' };
const choice: BankAnswer = {
  is: 'choice_required',
  options: [
    { id: 'sms', label: 'Text message', channel: 'sms', destination: '•••45' },
    { id: 'app', label: 'App', channel: 'app' },
  ],
  bankMessage: null,
};
const pet: BankAnswer = { is: 'question', text: 'Your first pet?', bankMessage: null };
const withInstead: BankAnswer = { ...waitingForApproval, instead: 'Get a code' };
const unsent: BankAnswer = { is: 'not_submitted', reason: 'no_field' };

const codesSent = async ({ accountId }: StartedLogin): Promise<number> =>
  (await stack.db.selectFrom('codes_sent').select('step').where('account_id', '=', accountId).execute())
    .length;

const endOf = async (login: StartedLogin) => ({
  end: await login.handle.result(),
  requests: (await login.requests()).map(({ type, status, reason, attempts }) =>
    [type, status, reason, attempts].filter((value) => value !== null).join(' '),
  ),
});

/** The login and its audit trail in the database. */
async function recordOf(login: StartedLogin) {
  const { outcome, reason } = (await login.login()) ?? {};
  return { outcome, reason, audit: await login.eventTypes() };
}

describe('a choice', () => {
  it('is made by a person, and the code that follows is asked for', async () => {
    const { bankCode, chosen, opened } = bank({
      onOpen: choice,
      onChoose: sixDigits,
      onCode: loggedIn,
    });
    const login = await stack.logIn({ bankCode });
    expect(await login.pending()).toMatchObject({
      type: 'choice',
      descriptor: { options: [{ id: 'sms', destination: '•••45' }, { id: 'app' }] },
      max_attempts: null,
      resend_available_at: null,
    });
    expect(await codesSent(login)).toBe(0);
    const submission = await login.answer({ option: 'sms' });
    expect(await login.settled(submission)).toBe('accepted');
    expect(await codesSent(login)).toBe(1);
    await login.submit('123456');
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['choice fulfilled 0', 'otp fulfilled 1'],
    });
    expect({ chosen, opened: opened(), sent: await codesSent(login) }).toEqual({
      chosen: ['sms'],
      opened: 1,
      sent: 1,
    });
  });

  it('is made by the first channel that the account prefers and the bank offers', async () => {
    const { bankCode, chosen } = bank({ onOpen: choice, onChoose: loggedIn });
    const login = await stack.logIn({ bankCode, preferredChannels: ['email', 'app', 'sms'] });
    expect(await endOf(login)).toEqual({ end: { outcome: 'logged_in', reason: 'completed' }, requests: [] });
    expect({ chosen, sent: await codesSent(login) }).toEqual({ chosen: ['app'], sent: 0 });
  });

  it('is asked for when the bank asks again after the preferred channel', async () => {
    const { bankCode, chosen } = bank({
      onOpen: choice,
      onChoose: (option) => (option === 'sms' ? choice : loggedIn),
    });
    const login = await stack.logIn({ bankCode, preferredChannels: ['sms'] });
    await login.answer({ option: 'app' });
    expect((await endOf(login)).requests).toEqual(['choice fulfilled 0']);
    expect(chosen).toEqual(['sms', 'app']);
  });

  it('stays open when the option is gone, and another one can be chosen', async () => {
    const { bankCode, chosen } = bank({
      onOpen: choice,
      onChoose: (option) => (option === 'sms' ? unsent : loggedIn),
    });
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.answer({ option: 'sms' }))).toBe('superseded');
    expect(await codesSent(login)).toBe(0);
    expect(await login.settled(await login.answer({ option: 'app' }))).toBe('accepted');
    expect((await endOf(login)).requests).toEqual(['choice fulfilled 0']);
    expect(chosen).toEqual(['sms', 'app']);
  });

  it('is made once: the second of two is superseded', async () => {
    let accept: (answer: BankAnswer) => void = () => undefined;
    const { bankCode, chosen } = bank({
      onOpen: choice,
      onChoose: () => new Promise((resolve) => (accept = resolve)),
    });
    const login = await stack.logIn({ bankCode });
    const first = await login.answer({ option: 'app' });
    await until(() => chosen.length === 1, 'the choice at the bank');
    const second = await login.answer({ option: 'sms' });
    accept(loggedIn);
    expect((await endOf(login)).requests).toEqual(['choice fulfilled 0']);
    expect([await login.outcome(first), await login.outcome(second)]).toEqual(['accepted', 'superseded']);
    expect(chosen).toEqual(['app']);
  });

  it('is refused when the day’s codes are used up, and stays open for an option that sends none', async () => {
    const { bankCode } = bank({ onOpen: choice, onChoose: loggedIn });
    const login = await stack.logIn({ bankCode, maxCodesPerDay: 1 });
    const { accountId, loginId } = login;
    await login.pending();
    await stack.db
      .insertInto('codes_sent')
      .values({ login_id: loginId, step: 'earlier', account_id: accountId })
      .execute();
    expect(await login.settled(await login.answer({ option: 'sms' }))).toBe('superseded');
    expect(await login.settled(await login.answer({ option: 'app' }))).toBe('accepted');
    expect((await endOf(login)).end).toMatchObject({ outcome: 'logged_in' });
  });

  it('that nobody makes expires', async () => {
    const { bankCode, chosen } = bank({ onOpen: choice });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 1 });
    expect(await endOf(login)).toEqual({
      end: { outcome: 'expired', reason: null },
      requests: ['choice expired 0'],
    });
    expect(chosen).toEqual([]);
  });
});

describe('a question', () => {
  it('is answered wrongly, then rightly, by a person', async () => {
    const { bankCode, answered } = bank({
      onOpen: pet,
      onAnswer: (text) =>
        text === 'Rex' ? loggedIn : { ...pet, text: ' your FIRST pet? ', bankMessage: 'Wrong answer.' },
    });
    const login = await stack.logIn({ bankCode });
    expect(await login.pending()).toMatchObject({
      type: 'question',
      descriptor: { text: 'Your first pet?' },
    });
    expect(await login.settled(await login.answer({ text: 'Fido' }))).toBe('rejected');
    expect(await login.pending()).toMatchObject({
      attempts: 1,
      previous_outcome: 'rejected',
      bank_message: 'Wrong answer.',
    });
    expect(await login.settled(await login.answer({ text: 'Rex' }))).toBe('accepted');
    expect((await endOf(login)).requests).toEqual(['question fulfilled 1']);
    expect(answered).toEqual(['Fido', 'Rex']);
    const history = await readableHistory(login.handle);
    for (const answer of ['Fido', 'Rex']) expect(history).not.toContain(answer);
  });

  it('is answered from the account once, and asked for when that is refused', async () => {
    const { bankCode, answered } = bank({
      onOpen: pet,
      onAnswer: (text) => (text === 'Rex' ? loggedIn : pet),
    });
    const bankAnswers = [{ question: 'your first pet? ', answer: 'Fido' }];
    const login = await stack.logIn({ bankCode, bankAnswers });
    await login.answer({ text: 'Rex' });
    expect((await endOf(login)).requests).toEqual(['question fulfilled 0']);
    expect(answered).toEqual(['Fido', 'Rex']);
  });

  it('needs no request when the account holds the answer, also to a second one', async () => {
    const second: BankAnswer = { is: 'question', text: 'Your school?', bankMessage: null };
    const { bankCode, answered } = bank({
      onOpen: pet,
      onAnswer: (text) => (text === 'Rex' ? second : loggedIn),
    });
    const bankAnswers = [
      { question: 'Your first pet?', answer: 'Rex' },
      { question: 'Your school?', answer: 'Elm' },
    ];
    const login = await stack.logIn({ bankCode, bankAnswers });
    expect(await endOf(login)).toMatchObject({ end: { outcome: 'logged_in' }, requests: [] });
    expect(answered).toEqual(['Rex', 'Elm']);
  });

  it('followed by another question is fulfilled, and the other one is asked for', async () => {
    const second: BankAnswer = { is: 'question', text: 'Your school?', bankMessage: null };
    const { bankCode } = bank({ onOpen: pet, onAnswer: (text) => (text === 'Rex' ? second : loggedIn) });
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.answer({ text: 'Rex' }))).toBe('accepted');
    await login.answer({ text: 'Elm' });
    expect((await endOf(login)).requests).toEqual(['question fulfilled 0', 'question fulfilled 0']);
  });
});

describe('an approval', () => {
  it('is fulfilled when the bank lets the login in', async () => {
    const { bankCode, showWhileWaiting, opened } = bank({ onOpen: waitingForApproval });
    const login = await stack.logIn({ bankCode });
    expect(await login.pending()).toMatchObject({
      type: 'approval',
      descriptor: { message: 'Approve the login in the app.', compare: '42' },
    });
    showWhileWaiting(loggedIn);
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['approval fulfilled 0'],
    });
    expect({ opened: opened(), sent: await codesSent(login) }).toEqual({ opened: 1, sent: 0 });
  });

  it('whose number changes is shown with the new one, and still waited for', async () => {
    const { bankCode, showWhileWaiting } = bank({ onOpen: waitingForApproval });
    const login = await stack.logIn({ bankCode });
    const { id } = await login.pending();
    showWhileWaiting({ ...waitingForApproval, compare: '77' });
    const shown = async () => (await login.pending()).descriptor;
    await until(
      async () => 'compare' in (await shown()) && JSON.stringify(await shown()).includes('77'),
      'the new number',
    );
    expect(await login.handle.query(loginStatus)).toMatchObject({
      request: { requestId: id, descriptor: { compare: '77' } },
    });
    showWhileWaiting(loggedIn);
    expect((await endOf(login)).requests).toEqual(['approval fulfilled 0']);
    const requested = await stack.db
      .selectFrom('events')
      .select('details')
      .where('account_id', '=', login.accountId)
      .where('type', '=', 'assistance.requested')
      .orderBy('id')
      .execute();
    expect(requested).toMatchObject(
      ['42', '77'].map((compare) => ({ details: { requestId: id, descriptor: { compare } } })),
    );
  });

  it('that the person refuses ends the login and counts as a failure', async () => {
    const { bankCode, showWhileWaiting } = bank({ onOpen: waitingForApproval });
    const login = await stack.logIn({ bankCode });
    await login.pending();
    showWhileWaiting({ is: 'approval_refused' });
    expect(await endOf(login)).toEqual({
      end: { outcome: 'approval_refused', reason: null },
      requests: ['approval cancelled approval_refused 0'],
    });
    expect(await login.account()).toMatchObject({ failures_in_row: 1 });
  });

  it('that nobody gives expires, at the bank’s own limit if that is shorter', async () => {
    const { bankCode } = bank({ onOpen: { ...waitingForApproval, expiresSeconds: 1 } });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 60 });
    expect(await endOf(login)).toEqual({
      end: { outcome: 'expired', reason: null },
      requests: ['approval expired 0'],
    });
  });

  it('is replaced by a code where the bank offers that', async () => {
    const { bankCode } = bank({ onOpen: withInstead, onInstead: sixDigits, onCode: loggedIn });
    const login = await stack.logIn({ bankCode });
    const submission = await login.answer({ option: 'instead' });
    expect(await login.settled(submission)).toBe('accepted');
    expect(await codesSent(login)).toBe(1);
    await login.submit('123456');
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['approval cancelled replaced 0', 'otp fulfilled 1'],
    });
    expect(await codesSent(login)).toBe(1);
  });

  it('is still waited for after the bank did not take the demand for a code', async () => {
    const { bankCode, showWhileWaiting } = bank({ onOpen: withInstead, onInstead: unsent });
    const login = await stack.logIn({ bankCode });
    expect(await login.settled(await login.answer({ option: 'instead' }))).toBe('superseded');
    showWhileWaiting(loggedIn);
    expect((await endOf(login)).requests).toEqual(['approval fulfilled 0']);
  });

  /** The bank's page shows this once the last look has begun. */
  function approvedAtLastLook() {
    let asked = 0;
    const onInstead = () => {
      asked += 1;
      return sixDigits;
    };
    const scripted = bank({ onOpen: withInstead, onInstead });
    scripted.driver.awaitApproval = async (_page, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return loggedIn;
    };
    /** How often the bank was asked for a code instead. */
    return { ...scripted, askedInstead: () => asked };
  }
  const approved = [
    ...['account.created', 'login.started', 'assistance.requested', 'assistance.fulfilled'],
    ...['session.started', 'session.stopped'],
  ];

  it('given in the second of the deadline counts', async () => {
    const login = await stack.logIn({ bankCode: approvedAtLastLook().bankCode, otpWaitSeconds: 1 });
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['approval fulfilled 0'],
    });
    expect(await recordOf(login)).toEqual({ outcome: 'logged_in', reason: 'completed', audit: approved });
  });

  it('given in the second of a stop counts, and the session is stopped', async () => {
    const { bankCode } = approvedAtLastLook();
    const login = await stack.logIn({ bankCode, sessionType: 'persistent' });
    await login.pending();
    await login.handle.cancel();
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'stopped' },
      requests: ['approval fulfilled 0'],
    });
    expect(await recordOf(login)).toEqual({ outcome: 'logged_in', reason: 'stopped', audit: approved });
  });

  it('given in the second of a demand for a code counts, and no code is sent', async () => {
    const { bankCode, askedInstead } = approvedAtLastLook();
    const login = await stack.logIn({ bankCode });
    const submission = await login.answer({ option: 'instead' });
    expect((await endOf(login)).requests).toEqual(['approval fulfilled 0']);
    expect(await login.outcome(submission)).toBe('not_needed');
    expect({ asked: askedInstead(), sent: await codesSent(login) }).toEqual({ asked: 0, sent: 0 });
    const { audit, ...session } = await recordOf(login);
    expect(session).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(audit.toSorted()).toEqual([...approved, 'code.settled', 'code.submitted'].toSorted());
  });

  it('that is no longer waited for is withdrawn by a stop', async () => {
    const { bankCode } = bank({ onOpen: waitingForApproval });
    const login = await stack.logIn({ bankCode });
    await login.pending();
    await login.handle.cancel();
    expect(await endOf(login)).toEqual({
      end: { outcome: 'cancelled', reason: null },
      requests: ['approval cancelled stopped 0'],
    });
  });

  it('counts when the end of its browser arrives first', async () => {
    const { bankCode, driver, showWhileWaiting } = bank({ onOpen: waitingForApproval });
    const awaitApproval = driver.awaitApproval?.bind(driver);
    driver.awaitApproval = async (...args) => {
      const answer = await awaitApproval?.(...args);
      stack.heldLogins.get(login.loginId)?.letGo();
      await sleep(1_000);
      return answer ?? unsent;
    };
    const login = await stack.logIn({ bankCode });
    await login.pending();
    showWhileWaiting(loggedIn);
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['approval fulfilled 0'],
    });
  });

  it('is lost with its browser, and not begun anew', async () => {
    const { bankCode, opened } = bank({ onOpen: waitingForApproval });
    const login = await stack.logIn({ bankCode });
    await login.pending();
    await stack.heldLogins.get(login.loginId)?.context.close();
    expect(await endOf(login)).toEqual({
      end: { outcome: 'session_lost', reason: null },
      requests: ['approval cancelled session_lost 0'],
    });
    expect(opened()).toBe(1);
  });
});

describe('a page that goes away while its request waits', () => {
  async function loginWhosePageGoesTo(onOpen: BankAnswer, is: BankAnswer) {
    let presence: PromptPresence = 'there';
    const { bankCode, driver } = bank({ onOpen, onCode: loggedIn });
    driver.promptPresence = () => Promise.resolve(presence);
    driver.codePagePresence = () => Promise.resolve('there');
    driver.lookAgain = () => Promise.resolve(is);
    const login = await stack.logIn({ bankCode });
    await login.pending();
    presence = 'gone';
    return { login, goneMs: performance.now() };
  }

  it.each([
    ['choice', choice],
    ['question', pet],
  ] as const)('has its %s withdrawn within 10 s, and counts no failure', async (type, onOpen) => {
    const { login, goneMs } = await loginWhosePageGoesTo(onOpen, { is: 'bad_credentials' });
    expect(await endOf(login)).toEqual({
      end: { outcome: 'session_lost', reason: null },
      requests: [`${type} cancelled session_lost 0`],
    });
    expect(performance.now() - goneMs).toBeLessThan(10_000);
    expect(await login.account()).toMatchObject({ failures_in_row: 0, blocked_reason: null });
  });

  it('is followed to the code that the bank asks for by itself, which counts as sent', async () => {
    const { login } = await loginWhosePageGoesTo(choice, sixDigits);
    await until(async () => (await login.requests()).length === 2, 'the request for a code');
    expect(await codesSent(login)).toBe(1);
    await login.submit('123456');
    expect(await endOf(login)).toEqual({
      end: { outcome: 'logged_in', reason: 'completed' },
      requests: ['choice cancelled replaced 0', 'otp fulfilled 1'],
    });
  });
});

describe('the picture of a code page', () => {
  it('is kept sealed while the code is waited for, replaced after a refusal, and deleted then', async () => {
    const { bankCode, driver } = bank({
      onOpen: sixDigits,
      onCode: (code) => (code === '123456' ? loggedIn : { is: 'code_rejected', bankMessage: null }),
    });
    let pictures = 0;
    driver.takePicture = () => Promise.resolve(Buffer.from(`picture ${(pictures += 1)}`));
    const login = await stack.logIn({ bankCode });
    expect(await login.pending()).toMatchObject({ descriptor: { hasPicture: true } });
    expect(await openedPicture(login)).toBe('picture 1');
    await login.settled(await login.submit('000000'));
    expect(await openedPicture(login)).toBe('picture 2');
    await login.submit('123456');
    await login.handle.result();
    expect(await openedPicture(login)).toBeUndefined();
    expect(await readableHistory(login.handle)).not.toContain(Buffer.from('picture').toString('base64'));
  });

  async function openedPicture({ loginId }: StartedLogin): Promise<string | undefined> {
    const row = await stack.db
      .selectFrom('code_pictures')
      .select('sealed')
      .where('login_id', '=', loginId)
      .executeTakeFirst();
    if (!row) return undefined;
    expect(row.sealed).not.toContain('picture');
    return Buffer.from(await open(stack.ring, purpose.codePicture(loginId), row.sealed), 'base64').toString();
  }
});
