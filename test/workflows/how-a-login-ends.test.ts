import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { requestResend } from '../../src/temporal/login-messages.js';
import { recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack, type TestAccount } from '../support/login-stack.js';
import { addScriptedBank, type NewScript, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => stack.close());

const bank = (script: NewScript) => addScriptedBank(banks, script);

const right = '123456';
const acceptsRight = (code: string): BankAnswer =>
  code === right ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: 'Wrong code.' };

describe('a login that succeeds', () => {
  it('needs no request when the bank asks for no code', async () => {
    const { bankCode } = bank({ onOpen: { is: 'logged_in' } });
    const login = await stack.logIn({ bankCode });
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.requests()).toEqual([]);
    expect(await login.login()).toMatchObject({ outcome: 'logged_in', reason: 'completed' });
  });

  it('waits for a code and is fulfilled only once the bank has accepted it', async () => {
    let accept: (answer: BankAnswer) => void = () => undefined;
    const verdict = new Promise<BankAnswer>((resolve) => (accept = resolve));
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: () => verdict });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 30 });
    const request = await login.pending();
    // The row may be visible before the workflow knows it; its status then says that it is opening this request.
    const { request: known, opening } = await login.status();
    expect(known?.requestId ?? opening).toBe(request.id);
    const queried = await until(async () => (await login.status()).request, 'the workflow to know of it');
    expect(queried).toMatchObject({ requestId: request.id, attempts: 0 });
    expect(request.expires_at.getTime() - request.created_at.getTime()).toBe(30_000);

    const submission = await login.submit(right);
    await until(() => typed.length === 1, 'the code at the bank');
    expect((await login.requests())[0]).toMatchObject({ status: 'pending', attempts: 0 });
    expect(await login.outcome(submission)).toBeNull();
    accept({ is: 'logged_in' });

    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect((await login.requests())[0]).toMatchObject({ status: 'fulfilled', attempts: 1, reason: null });
    expect(await login.outcome(submission)).toBe('accepted');
    expect(stack.heldLogins.size).toBe(0);
  });

  it('keeps its request pending after a wrong code, with the attempt counted and the bank’s message', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onCode: acceptsRight, maxAttempts: 3 });
    const login = await stack.logIn({ bankCode });
    const wrong = await login.submit('000000');
    expect(await login.settled(wrong)).toBe('rejected');
    expect((await login.requests())[0]).toMatchObject({
      status: 'pending',
      attempts: 1,
      previous_outcome: 'rejected',
      bank_message: 'Wrong code.',
    });
    await login.submit(right);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect((await login.requests())[0]).toMatchObject({ status: 'fulfilled', attempts: 2 });
    expect(await login.eventTypes()).toEqual([
      'account.created',
      ...['login.started', 'assistance.requested', 'code.submitted'],
      ...['assistance.rejected', 'assistance.requested', 'code.settled', 'code.submitted'],
      ...['assistance.fulfilled', 'session.started', 'code.settled', 'session.stopped'],
    ]);
  });

  it('makes a second request when the bank asks for a second code', async () => {
    const second = '654321';
    const { bankCode, typed } = bank({
      onOpen: sixDigits,
      onCode: (code) => (code === right ? sixDigits : { is: 'logged_in' }),
    });
    const login = await stack.logIn({ bankCode });
    const first = await login.pending();
    await login.submit(right);
    const next = await until(
      async () => (await login.requests()).find(({ id, status }) => id !== first.id && status === 'pending'),
      'a second request',
    );
    await login.submit(second, next.id);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect((await login.requests()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(typed).toEqual([right, second]);
  });
});

describe('a login that no longer needs a code', () => {
  it('succeeds when another code is requested and the bank logs it in instead', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onResend: { is: 'logged_in' } });
    const login = await stack.logIn({ bankCode });
    const { id: requestId } = await login.pending();
    await login.handle.signal(requestResend, { resendId: randomUUID(), requestId });
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.requests()).toMatchObject([{ status: 'fulfilled', attempts: 0 }]);
    expect(await login.account()).toMatchObject({ failures_in_row: 0 });
  });
});

describe('codes submitted together', () => {
  it('get an outcome when their request ends, even one whose signal has not reached the login', async () => {
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const login = await stack.logIn({ bankCode, sessionType: 'persistent' });
    const unheard = await login.record('999999');
    expect(await login.settled(await login.submit(right))).toBe('accepted');
    expect(await login.settled(unheard.submissionId)).toBe('not_needed');
    expect(await login.login()).toMatchObject({ ended_at: null });
    // The signal reaches the login later, and the login reports another outcome: the first one stays.
    await login.send(unheard, '999999');
    await login.handle.cancel();
    await login.handle.result();
    expect(await login.outcome(unheard.submissionId)).toBe('not_needed');
    expect(typed).toEqual([right]);
  });

  it('are typed one at a time, none twice, and none after one was accepted', async () => {
    let allSubmitted: () => void = () => undefined;
    const submitting = new Promise<void>((resolve) => (allSubmitted = resolve));
    const { bankCode, typed } = bank({
      onOpen: sixDigits,
      onCode: async (code) => {
        await submitting;
        return acceptsRight(code);
      },
    });
    const login = await stack.logIn({ bankCode });
    const submissions: string[] = [];
    for (const code of ['000000', '000000', right, '999999', right])
      submissions.push(await login.submit(code));
    allSubmitted();
    await login.handle.result();
    expect(typed).toEqual(['000000', right]);
    expect(await Promise.all(submissions.map(login.outcome))).toEqual([
      'rejected',
      'repeated',
      'accepted',
      'not_needed',
      'not_needed',
    ]);
  });
});

describe('a login that fails', () => {
  it('expires on time when no code comes, closes its browser and counts as a failure', async () => {
    const { bankCode } = bank({ onOpen: sixDigits });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 1 });
    expect(await login.handle.result()).toEqual({ outcome: 'expired', reason: null });
    const [request] = await login.requests();
    expect(request).toMatchObject({ status: 'expired' });
    const late = (request?.ended_at?.getTime() ?? Infinity) - (request?.expires_at.getTime() ?? 0);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2_000);
    expect(stack.heldLogins.get(login.loginId)).toBeUndefined();
    expect(await login.account()).toMatchObject({ failures_in_row: 1, blocked_reason: null });
  });

  it('uses the bank’s deadline when it is shorter', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, expiresSeconds: 1 });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 60 });
    expect(await login.handle.result()).toMatchObject({ outcome: 'expired' });
  });

  it('types a code recorded before the deadline and does not expire when the bank accepts it later', async () => {
    const { bankCode } = bank({
      onOpen: sixDigits,
      onCode: () => new Promise((resolve) => setTimeout(() => resolve({ is: 'logged_in' }), 2_500)),
    });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 2 });
    await login.submit(right);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect((await login.requests())[0]).toMatchObject({ status: 'fulfilled' });
  });

  it('types no code that comes after the deadline, even while an earlier one is at the bank', async () => {
    let refuse: (answer: BankAnswer) => void = () => undefined;
    const verdict = new Promise<BankAnswer>((resolve) => (refuse = resolve));
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: () => verdict });
    const login = await stack.logIn({ bankCode, otpWaitSeconds: 2 });
    const { expires_at: expiresAt } = await login.pending();
    const inTime = await login.submit('000000');
    await until(() => typed.length === 1, 'the code at the bank');
    await until(() => Date.now() > expiresAt.getTime() + 500, 'the deadline');
    const late = await login.submit(right);
    refuse({ is: 'code_rejected', bankMessage: null });
    expect(await login.handle.result()).toMatchObject({ outcome: 'expired' });
    expect([await login.outcome(inTime), await login.outcome(late)]).toEqual(['rejected', 'too_late']);
    expect(typed).toEqual(['000000']);
  });

  it('ends as attempts_exhausted after the bank’s last attempt', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onCode: acceptsRight, maxAttempts: 2 });
    const login = await stack.logIn({ bankCode });
    await login.settled(await login.submit('000000'));
    await login.submit('000001');
    expect(await login.handle.result()).toMatchObject({ outcome: 'attempts_exhausted' });
    expect((await login.requests())[0]).toMatchObject({
      status: 'cancelled',
      reason: 'attempts_exhausted',
      attempts: 2,
    });
    expect(await login.account()).toMatchObject({ failures_in_row: 1 });
  });

  const ends: [BankAnswer['is'], Partial<TestAccount>, object, object][] = [
    ['bad_credentials', {}, { outcome: 'bad_credentials' }, { blocked_reason: 'bad_credentials' }],
    ['account_locked', {}, { outcome: 'account_locked' }, { blocked_reason: 'account_locked' }],
    ['password_expired', {}, { outcome: 'password_expired' }, { blocked_reason: 'password_expired' }],
    ['access_denied', {}, { outcome: 'access_denied' }, { failures_in_row: 1 }],
    ['unavailable', {}, { outcome: 'bank_unavailable' }, { failures_in_row: 0 }],
    ['page_not_recognised', {}, { outcome: 'page_not_recognised' }, { failures_in_row: 1 }],
    ['code_required', { loginMode: 'simple' }, { outcome: 'code_required' }, { failures_in_row: 1 }],
  ];
  it.each(ends)(
    'ends with the documented outcome when the first page is %s',
    async (is, account, end, standing) => {
      const { bankCode } = bank({ onOpen: is === 'code_required' ? sixDigits : ({ is } as BankAnswer) });
      const login = await stack.logIn({ bankCode, ...account });
      expect(await login.handle.result()).toMatchObject(end);
      expect(await login.account()).toMatchObject(standing);
      expect(await login.requests()).toEqual([]);
    },
  );

  const afterACode: [BankAnswer['is'], string, string, string][] = [
    ['account_locked', 'account_locked', 'account_locked', 'rejected'],
    ['access_denied', 'access_denied', 'access_denied', 'unknown'],
    ['unavailable', 'bank_unavailable', 'bank_unavailable', 'unknown'],
    ['page_not_recognised', 'page_not_recognised', 'page_not_recognised', 'unknown'],
  ];
  it.each(afterACode)(
    'withdraws its request when the bank answers a code with %s',
    async (is, end, reason, code) => {
      const { bankCode } = bank({ onOpen: sixDigits, onCode: { is } as BankAnswer });
      const login = await stack.logIn({ bankCode });
      const submission = await login.submit(right);
      expect(await login.handle.result()).toMatchObject({ outcome: end });
      expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason, attempts: 1 });
      expect(await login.outcome(submission)).toBe(code);
    },
  );

  it('accepts the code when the bank then asks for a new password, and blocks the account', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onCode: { is: 'password_expired' } });
    const login = await stack.logIn({ bankCode });
    const submission = await login.submit(right);
    expect(await login.handle.result()).toMatchObject({ outcome: 'password_expired' });
    expect((await login.requests())[0]).toMatchObject({ status: 'fulfilled', attempts: 1 });
    expect(await login.outcome(submission)).toBe('accepted');
    expect(await login.account()).toMatchObject({ blocked_reason: 'password_expired' });
  });

  it('blocks the account at the threshold of consecutive failures; a success resets the count', async () => {
    const failing = bank({ onOpen: { is: 'page_not_recognised' } });
    const working = bank({ onOpen: { is: 'logged_in' } });
    const accountId = await stack.createAccount({ bankCode: failing.bankCode, fatalAfterFailures: 2 });
    let eventTypes: () => Promise<string[]> = () => Promise.resolve([]);
    const run = async (bankCode: string) => {
      const login = await stack.start(accountId, { bankCode });
      await login.handle.result();
      ({ eventTypes } = login);
      return login.account();
    };
    expect(await run(failing.bankCode)).toMatchObject({ failures_in_row: 1, blocked_at: null });
    expect(await run(working.bankCode)).toMatchObject({ failures_in_row: 0 });
    expect(await run(failing.bankCode)).toMatchObject({ failures_in_row: 1, blocked_at: null });
    expect(await run(failing.bankCode)).toMatchObject({ blocked_reason: 'too_many_failures' });
    expect(await eventTypes()).toEqual([
      'account.created',
      ...['login.started', 'login.failed', 'session.needs_attention'],
      ...['login.started', 'session.started', 'session.stopped'],
      ...['login.started', 'login.failed', 'session.needs_attention'],
      ...['login.started', 'account.blocked', 'login.failed', 'session.needs_attention'],
    ]);
    // The activity itself enforces this: even a start that bypasses the API does not touch the bank.
    const blocked = await stack.start(accountId, { bankCode: failing.bankCode });
    expect(await blocked.handle.result()).toEqual({ outcome: 'error', reason: 'account_blocked' });
    expect(failing.opened()).toBe(3);
  });

  it('ends as page_not_recognised when a bank module returns an answer of another shape', async () => {
    const { bankCode } = bank({
      onOpen: {
        is: 'code_required',
        descriptor: { length: 40, type: 'numeric', channel: 'sms' },
        bankMessage: null,
        canResend: false,
      },
    });
    const login = await stack.logIn({ bankCode });
    expect(await login.handle.result()).toEqual({ outcome: 'page_not_recognised', reason: null });
  });

  it('uses the configuration at its start', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const account = { bankCode, otpWaitSeconds: 2, fatalAfterFailures: 3 };
    const accountId = await stack.createAccount(account);
    const login = await stack.start(accountId, account);
    await login.pending();
    await stack.db
      .updateTable('account_configs')
      .set({ fatal_after_failures: 1 })
      .where('account_id', '=', accountId)
      .execute();
    expect(await login.handle.result()).toMatchObject({ outcome: 'expired' });
    expect(await login.account()).toMatchObject({ failures_in_row: 1, blocked_at: null });
  });

  it('uses the credentials at its start and deletes them when it ends', async () => {
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const accountId = await stack.createAccount({ bankCode });
    const login = await stack.start(accountId, { bankCode });
    await login.pending();
    const totp = await seal(stack.ring, purpose.totpSecret(accountId), 'JBSWY3DPEHPK3PXP');
    await stack.db
      .updateTable('account_configs')
      .set({ bank_username_sealed: null, bank_password_sealed: null, totp_secret_sealed: totp })
      .where('account_id', '=', accountId)
      .execute();
    await login.submit(right);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect(typed).toEqual([right]);
    const kept = stack.db.selectFrom('login_credentials').selectAll().where('login_id', '=', login.loginId);
    expect(await kept.execute()).toEqual([]);
  });

  it('does not make the bank send a code beyond the daily budget', async () => {
    const { bankCode } = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const account = { bankCode, maxCodesPerDay: 1 };
    const accountId = await stack.createAccount(account);
    const first = await stack.start(accountId, account);
    await first.submit(right);
    expect(await first.handle.result()).toMatchObject({ outcome: 'logged_in' });
    const second = await stack.start(accountId, account);
    expect(await second.handle.result()).toEqual({ outcome: 'error', reason: 'code_budget' });
  });
});

describe('stopping a login', () => {
  it('withdraws its pending request', async () => {
    const { bankCode } = bank({ onOpen: sixDigits });
    const login = await stack.logIn({ bankCode });
    await login.pending();
    await login.handle.cancel();
    expect(await login.handle.result()).toEqual({ outcome: 'cancelled', reason: null });
    expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason: 'stopped' });
    expect(await login.account()).toMatchObject({ failures_in_row: 0 });
    expect(stack.heldLogins.get(login.loginId)).toBeUndefined();
  });

  it('does not interrupt a code that is being typed; the bank’s answer is recorded first', async () => {
    let accept: (answer: BankAnswer) => void = () => undefined;
    const verdict = new Promise<BankAnswer>((resolve) => (accept = resolve));
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: () => verdict });
    const login = await stack.logIn({ bankCode, sessionType: 'persistent' });
    const submission = await login.submit(right);
    await until(() => typed.length === 1, 'the code at the bank');
    await login.handle.cancel();
    await until(async () => (await login.status()).phase === 'stopping', 'the stop');
    accept({ is: 'logged_in' });
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
    expect(await login.outcome(submission)).toBe('accepted');
  });

  it('ends a persistent session', async () => {
    const { bankCode } = bank({ onOpen: { is: 'logged_in' } });
    const login = await stack.logIn({ bankCode, sessionType: 'persistent' });
    await until(async () => (await login.login())?.phase === 'running', 'the session');
    await login.handle.cancel();
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
    expect(await login.login()).toMatchObject({ outcome: 'logged_in', reason: 'stopped' });
  });
});

describe('a lost browser', () => {
  it('ends the request as session_lost; the code is never typed elsewhere', async () => {
    const { bankCode, typed } = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const login = await stack.logIn({ bankCode });
    await login.pending();
    await stack.heldLogins.get(login.loginId)?.page.close();
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason: 'session_lost' });
    expect(typed).toEqual([]);
    expect(await login.account()).toMatchObject({ failures_in_row: 0 });
  });
});

describe('a login reset in Temporal', () => {
  it('does not make the bank send a second code', async () => {
    const scripted = bank({ onOpen: sixDigits, onCode: acceptsRight });
    const login = await stack.logIn({ bankCode: scripted.bankCode });
    await login.pending();
    const history = await login.handle.fetchHistory();
    const firstTask = history.events?.find((event) => event.workflowTaskCompletedEventAttributes);
    await stack.client.workflowService.resetWorkflowExecution({
      namespace: stack.client.options.namespace,
      workflowExecution: { workflowId: login.handle.workflowId, runId: login.handle.firstExecutionRunId },
      workflowTaskFinishEventId: firstTask?.eventId ?? null,
      requestId: randomUUID(),
      reason: 'test',
    });
    const again = stack.client.workflow.getHandle(login.handle.workflowId);
    expect(await again.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(scripted.opened()).toBe(1);
    expect((await login.requests()).map(({ status }) => status)).toEqual(['cancelled']);
    expect(await login.login()).toMatchObject({ outcome: 'session_lost' });
  });
});

describe('an account with an authenticator', () => {
  const asksBy = (channel: 'app' | 'sms'): BankAnswer => ({
    is: 'code_required',
    descriptor: { length: 6, type: 'numeric', channel },
    bankMessage: null,
    canResend: false,
  });

  async function logIn(script: NewScript) {
    const { bankCode, typed } = bank(script);
    const accountId = await stack.createAccount({ bankCode });
    const secret = await seal(stack.ring, purpose.totpSecret(accountId), 'JBSWY3DPEHPK3PXP');
    await stack.db
      .updateTable('account_configs')
      .set({ totp_secret_sealed: secret })
      .where('account_id', '=', accountId)
      .execute();
    return { login: await stack.start(accountId, { bankCode }), typed };
  }

  it(
    'ends as attempts_exhausted without asking anyone when the bank refuses its codes',
    { timeout: 120_000 },
    async () => {
      const { login, typed } = await logIn({
        onOpen: asksBy('app'),
        onCode: { is: 'code_rejected', bankMessage: null },
        maxAttempts: 2,
      });
      expect(await login.handle.result()).toMatchObject({ outcome: 'attempts_exhausted' });
      expect(await login.requests()).toEqual([]);
      // A different code each time: that of the next time step.
      expect(new Set(typed).size).toBe(2);
      expect(await login.account()).toMatchObject({ failures_in_row: 1 });
    },
  );

  it('asks a person for a code that the bank sends', async () => {
    const { login, typed } = await logIn({ onOpen: asksBy('sms'), onCode: acceptsRight });
    await login.submit(right);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect(typed).toEqual([right]);
  });
});
