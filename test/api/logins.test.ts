import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import { startDueRetries } from '../../src/api/logins/start-due-retries.js';
import { findOpenLogin } from '../../src/db/logins/logins.js';
import { recordLoginStarted } from '../../src/db/logins/login-starts.js';
import { createLogin } from '../support/create-rows.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, issuePaths, refusalOf } from './support/caller.js';

/** Logins through the API, on a real Temporal server, worker and browser; the banks answer as scripted. */

/** Accepts 123456 and rejects all other codes. */
const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) =>
    code === '123456' ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: 'Wrong code' },
  maxAttempts: 3,
});
/** Accepts any code. */
const askingRange = scriptedBank({
  code: 'asking-range',
  onOpen: {
    is: 'code_required',
    descriptor: { length: 8, minLength: 6, type: 'numeric', channel: 'sms' },
    bankMessage: null,
    canResend: false,
  },
  onCode: { is: 'logged_in' },
});
/** Answers when the test lets it, or never. */
let answer: () => void = () => undefined;
const hanging = scriptedBank({
  code: 'hanging',
  onOpen: () => new Promise((resolve) => (answer = () => resolve(sixDigits))),
});
const odd = scriptedBank({ code: 'odd', onOpen: { is: 'page_not_recognised' } });
/** Never sends a code. The test says whether it is there. */
let isDown = true;
const silent = scriptedBank({
  code: 'silent',
  onOpen: () => ({ is: isDown ? 'unavailable' : 'logged_in' }),
  neverSendsCodes: true,
});
const trusting = scriptedBank({ code: 'trusting', onOpen: { is: 'logged_in' } });

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([
    asking.driver,
    askingRange.driver,
    hanging.driver,
    odd.driver,
    silent.driver,
    trusting.driver,
  ]);
});
afterAll(() => api.close());

describe('a session', () => {
  it('can be started, read and stopped', async () => {
    const customer = await api.newCustomer('trusting', { session_type: 'persistent' });
    const started = await customer.start();
    expect([started.status, started.body]).toEqual([202, { queued: true }]);
    await until(async () => (await customer.status()).session?.phase === 'running', 'a running session');
    expect(await customer.status()).toMatchObject({
      account_id: customer.accountId,
      session_running: true,
      pending_assistance: null,
      session: { phase: 'running', workflow_id: loginWorkflowId(customer.accountId) },
      last_session: null,
      blocked: null,
    });
    expect((await api.call('GET', customer.path, { token: customer.token })).body).toMatchObject({
      sessionStatus: 'running',
      latestSession: { phase: 'running', loggedInAt: expect.any(String) as unknown, endedAt: null },
    });
    const killed = await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    expect([killed.status, killed.body]).toEqual([202, { killed: true }]);
    expect(await customer.ended()).toMatchObject({ outcome: 'logged_in', reason: 'stopped' });
    expect((await api.call('GET', customer.path, { token: customer.token })).body).toMatchObject({
      sessionStatus: 'stopped',
    });
    const again = await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    expect(refusalOf(again)).toBe('409 SESSION_NOT_RUNNING');
  });

  it('is started once by many concurrent calls', async () => {
    const customer = await api.newCustomer('asking');
    const openedBefore = asking.opened();
    const replies = await Promise.all(Array.from({ length: 10 }, () => customer.start()));
    expect(replies.map(refusalOrStatus).sort()).toEqual([
      '202',
      ...Array.from({ length: 9 }, () => '409 SESSION_RUNNING'),
    ]);
    await customer.pending();
    expect(asking.opened() - openedBefore, 'how often the bank was asked for a code').toBe(1);
    expect(refusalOf(await customer.start())).toBe('409 SESSION_RUNNING');
    const restart = await api.call('POST', `${customer.path}/restart`, { token: customer.token });
    expect(refusalOf(restart)).toBe('409 SESSION_RUNNING');
  });

  it('needs attention after a login that failed', async () => {
    const customer = await api.newCustomer('odd');
    await customer.start();
    expect(await customer.ended()).toMatchObject({ outcome: 'page_not_recognised' });
    expect((await api.call('GET', customer.path, { token: customer.token })).body).toMatchObject({
      sessionStatus: 'needs_attention',
      scrapeBlockedReason: null,
      // The second last hour if the clock has just struck.
      lastDay: { hours: expect.stringMatching(/^\.{22}(\.f|f\.)$/) as unknown },
      latestSession: { phase: null, endedAt: expect.any(String) as unknown, outcome: 'page_not_recognised' },
    });
  });

  it('can be started again as soon as the last one has ended', async () => {
    const customer = await api.newCustomer('trusting');
    for (let n = 0; n < 3; n++) {
      expect((await customer.start()).status).toBe(202);
      expect(await customer.ended()).toMatchObject({ outcome: 'logged_in', reason: 'completed' });
    }
  });

  it('can be restarted after a block, which is in the audit trail', async () => {
    const customer = await api.newCustomer('trusting');
    await api.db
      .updateTable('accounts')
      .set({ blocked_at: new Date(), blocked_reason: 'too_many_failures', failures_in_row: 3 })
      .where('id', '=', customer.accountId)
      .execute();
    expect(refusalOf(await customer.start())).toBe('409 ACCOUNT_BLOCKED');
    expect(await customer.status()).toMatchObject({ blocked: { reason: 'too_many_failures' } });
    const restart = await api.call('POST', `${customer.path}/restart`, { token: customer.token });
    expect([restart.status, restart.body]).toEqual([202, { queued: true }]);
    await customer.ended();
    expect(await customer.row()).toMatchObject({
      failures_in_row: 0,
      blocked_at: null,
      blocked_reason: null,
    });
    const unblocked = await api.db
      .selectFrom('events')
      .select('actor')
      .where('account_id', '=', customer.accountId)
      .where('type', '=', 'account.unblocked')
      .executeTakeFirst();
    expect(unblocked?.actor).toMatchObject({ kind: 'user' });
  });

  it('is stopped before its account is deleted', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const reply = await api.call('DELETE', customer.path, {
      token: customer.token,
      json: { confirmation_name: 'Household' },
    });
    expect(reply.status).toBe(204);
    const handle = api.stack.client.workflow.getHandle(loginWorkflowId(customer.accountId));
    await until(async () => (await handle.describe()).status.name !== 'RUNNING', 'the end of the workflow');
    expect(refusalOf(await api.call('GET', customer.path, { token: customer.token }))).toBe('404 NOT_FOUND');
  });

  it('ends by itself after its account was deleted while its bank hung', async () => {
    const customer = await api.newCustomer('hanging');
    await customer.start();
    await until(() => hanging.opened() > 0, 'the login at the bank');
    const { id: loginId } = await api.stack.db
      .selectFrom('logins')
      .select('id')
      .where('account_id', '=', customer.accountId)
      .executeTakeFirstOrThrow();
    const reply = await api.call('DELETE', customer.path, {
      token: customer.token,
      json: { confirmation_name: 'Household' },
    });
    expect(reply.status).toBe(204);
    answer();
    const handle = api.stack.client.workflow.getHandle(loginWorkflowId(customer.accountId));
    expect(await handle.result()).toMatchObject({ outcome: 'cancelled' });
    expect(api.stack.heldLogins.get(loginId)).toBeUndefined();
  });

  it('is deleted with its account while codes are submitted, which all get a response', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await api.stack.client.workflow.getHandle(loginWorkflowId(customer.accountId)).terminate();
    const codes = Array.from({ length: 30 }, (_, index) => String(200_000 + index));
    const submitting = codes.map((code) => customer.submit({ code }));
    const json = { confirmation_name: 'Household' };
    const deleted = await api.call('DELETE', customer.path, { token: customer.token, json });
    expect(deleted.status).toBe(204);
    for (const reply of await Promise.all(submitting))
      expect(refusalOf(reply)).toMatch(/^404 (NO_PENDING_REQUEST|NOT_FOUND)$/);
  });

  it('without a workflow counts as not running when it is stopped, and does not keep its account from being deleted', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await api.stack.client.workflow.getHandle(loginWorkflowId(customer.accountId)).terminate();
    const kill = await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    expect(refusalOf(kill)).toBe('409 SESSION_NOT_RUNNING');
    expect(refusalOf(await customer.submit({ code: '123456' }))).toBe('404 NO_PENDING_REQUEST');
    expect((await api.call('GET', `${customer.path}/otp`, { token: customer.token })).status).toBe(200);
    const reply = await api.call('DELETE', customer.path, {
      token: customer.token,
      json: { confirmation_name: 'Household' },
    });
    expect(reply.status).toBe(204);
  });
});

describe('a retry after the bank was unavailable', () => {
  const retrying = () => api.newCustomer('silent', { retry_when_bank_unavailable: true });
  type Customer = Awaited<ReturnType<typeof retrying>>;
  const retryAt = async ({ path, token }: Customer) =>
    ((await api.call('GET', path, { token })).body as { retryAt: string | null }).retryAt;
  /** Waits for the end of the latest of so many logins. */
  const untilEnded = ({ accountId }: Customer, count: number) =>
    until(async () => {
      const logins = api.db.selectFrom('logins').select('ended_at').where('account_id', '=', accountId);
      const rows = await logins.execute();
      return rows.length === count && rows.every(({ ended_at }) => ended_at !== null);
    }, `the end of login ${count}`);
  const makeDue = ({ accountId }: Customer) =>
    api.db
      .updateTable('login_retries')
      .set({ retry_at: new Date(Date.now() - 1_000) })
      .where('account_id', '=', accountId)
      .execute();
  const trail = async ({ accountId }: Customer) => {
    const events = api.db.selectFrom('events').select(['type', 'actor', 'details']).orderBy('id');
    const rows = await events.where('account_id', '=', accountId).execute();
    return rows.filter(({ type }) => /^login\.(started|retry_planned|not_retried)$/.test(type));
  };

  it('starts three times at most, each later than the one before, by the system', async () => {
    isDown = true;
    const customer = await retrying();
    await customer.start();
    for (const [index, minutes] of [5, 15, 45].entries()) {
      await untilEnded(customer, index + 1);
      const leftMs = Date.parse((await retryAt(customer)) ?? '') - Date.now();
      expect(leftMs / 60_000).toBeGreaterThan(minutes - 1);
      expect(leftMs / 60_000).toBeLessThanOrEqual(minutes * 1.25);
      await startDueRetries(api);
      await untilEnded(customer, index + 1);
      await makeDue(customer);
      await startDueRetries(api);
    }
    await untilEnded(customer, 4);
    expect(await retryAt(customer)).toBeNull();
    expect(
      (await trail(customer)).map(({ type, actor }) => [type, (actor as { kind: string }).kind]),
    ).toEqual([
      ['login.started', 'user'],
      ...Array.from({ length: 3 }, () => [
        ['login.retry_planned', 'system'],
        ['login.started', 'system'],
      ]).flat(),
    ]);
  });

  it('ends with a login that succeeds, and begins anew after a start by a person', async () => {
    isDown = true;
    const customer = await retrying();
    await customer.start();
    await untilEnded(customer, 1);
    await customer.start();
    await untilEnded(customer, 2);
    const planned = (await trail(customer)).filter(({ type }) => type === 'login.retry_planned');
    expect(planned).toMatchObject([{ details: { retry: 1 } }, { details: { retry: 1 } }]);
    isDown = false;
    await makeDue(customer);
    await startDueRetries(api);
    await untilEnded(customer, 3);
    expect(await customer.status()).toMatchObject({ last_session: { outcome: 'logged_in' } });
    expect(await retryAt(customer)).toBeNull();
  });

  it('is given up with the setting, and where the bank may send a code by now', async () => {
    isDown = true;
    const customer = await retrying();
    const change = (json: unknown) =>
      api.call('PUT', `${customer.path}/config`, { token: customer.token, json });
    await customer.start();
    await untilEnded(customer, 1);
    await change({ retry_when_bank_unavailable: false });
    expect(await retryAt(customer)).toBeNull();
    await change({ retry_when_bank_unavailable: true });
    await customer.start();
    await untilEnded(customer, 2);
    await makeDue(customer);
    const changedFile = new Map([['silent', { ...silent.driver, otp: {} }]]);
    await startDueRetries({ ...api, banks: changedFile });
    expect(await retryAt(customer)).toBeNull();
    expect((await trail(customer)).at(-1)).toMatchObject({
      type: 'login.not_retried',
      details: { reason: 'bank_may_send_code' },
    });
  });

  it('cannot be had at a bank that may send a code, nor without the setting', async () => {
    const asked = await api.newCustomer('asking');
    const json = { retry_when_bank_unavailable: true };
    const reply = await api.call('PUT', `${asked.path}/config`, { token: asked.token, json });
    expect([refusalOf(reply), issuePaths(reply)]).toEqual(['400 VALIDATION_ERROR', Object.keys(json)]);
    isDown = true;
    const customer = await api.newCustomer('silent');
    await customer.start();
    await untilEnded(customer, 1);
    expect(await retryAt(customer)).toBeNull();
  });

  /** The end of a login without a workflow, whose retry is made due. */
  const withDueRetry = async () => {
    const customer = await retrying();
    const login = await createLogin(api.db, customer.accountId);
    await login.report({ end: { outcome: 'bank_unavailable', reason: null } });
    await makeDue(customer);
    return { ...customer, login };
  };

  it('is cancelled by a stop, which finds no open session', async () => {
    const customer = await withDueRetry();
    const reply = await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    expect(refusalOf(reply)).toBe('409 SESSION_NOT_RUNNING');
    expect(await retryAt(customer)).toBeNull();
    expect((await trail(customer)).at(-1)).toMatchObject({
      type: 'login.not_retried',
      actor: { kind: 'user' },
      details: { reason: 'stopped' },
    });
  });

  it('does not keep the owner from changing other settings once the bank may send a code', async () => {
    const { path, token, accountId } = await api.newCustomer('asking');
    const change = (retry: boolean) =>
      api.call('PUT', `${path}/config`, {
        token,
        json: { evidence: false, retry_when_bank_unavailable: retry },
      });
    const rows = api.db.updateTable('account_configs').where('account_id', '=', accountId);
    await rows.set({ retry_when_bank_unavailable: true }).execute();
    expect((await change(true)).status).toBe(200);
    expect((await change(false)).status).toBe(200);
    expect(refusalOf(await change(true))).toBe('400 VALIDATION_ERROR');
  });

  it('does not start after a newer login that an older build recorded, nor once it is switched off', async () => {
    const customer = await withDueRetry();
    const { retry_at: due } = await api.db
      .selectFrom('login_retries')
      .select('retry_at')
      .where('account_id', '=', customer.accountId)
      .executeTakeFirstOrThrow();
    const newer = await createLogin(api.db, customer.accountId);
    await newer.report({ loggedIn: true, end: { outcome: 'logged_in', reason: 'completed' } });
    // An older build does not know the table.
    await api.db
      .insertInto('login_retries')
      .values({ account_id: customer.accountId, tries: 1, retry_at: due })
      .execute();
    const off = await withDueRetry();
    await api.db
      .updateTable('account_configs')
      .set({ retry_when_bank_unavailable: false })
      .where('account_id', '=', off.accountId)
      .execute();
    await startDueRetries(api);
    for (const { accountId } of [customer, off])
      expect(await findOpenLogin(api.db, accountId)).toBeUndefined();
  });

  it('does not start if it was cancelled during the starts before it; a start that fails does not stop the others', async () => {
    isDown = true;
    const [broken, cancelled, last] = [await withDueRetry(), await withDueRetry(), await withDueRetry()];
    const logins: typeof api.logins = {
      ...api.logins,
      async start(...start) {
        const [{ accountId }] = start;
        if (accountId !== broken.accountId) return api.logins.start(...start);
        await api.call('POST', `${cancelled.path}/kill`, { token: cancelled.token });
        throw new TypeError('a bug');
      },
    };
    await startDueRetries({ ...api, logins });
    await untilEnded(last, 2);
    const types = async (customer: Customer) => (await trail(customer)).map(({ type }) => type).slice(2);
    expect(await types(broken)).toEqual(['login.not_retried']);
    expect(await types(cancelled)).toEqual(['login.not_retried']);
    expect((await types(last))[0]).toBe('login.started');
  });

  it('stays planned when the start of the ended login is recorded late', async () => {
    const { accountId, login, ...customer } = await withDueRetry();
    const started = {
      loginId: login.loginId,
      accountId,
      workflowId: loginWorkflowId(accountId),
      bankCode: 'silent',
      sessionType: 'one-shot',
      loginMode: 'assisted',
    } as const;
    await recordLoginStarted(api.db, started, { kind: 'user', id: randomUUID(), name: 'Ana', address: null });
    expect(await retryAt({ accountId, ...customer })).not.toBeNull();
  });

  it('is not planned for a login that had asked for help', async () => {
    const customer = await retrying();
    const login = await createLogin(api.db, customer.accountId);
    await login.openRequest();
    await login.report({ end: { outcome: 'bank_unavailable', reason: null } });
    expect(await retryAt(customer)).toBeNull();
  });
});

describe('a request', () => {
  it('exists for everyone who reads it after its event, also in the dashboard', async () => {
    const answers: Promise<unknown>[] = [];
    const fields = {
      notification_endpoint_url: 'http://127.0.0.1:9/',
      notification_events: ['assistance_required'],
    };
    const customers = await Promise.all(Array.from({ length: 4 }, () => api.newCustomer('asking', fields)));
    const unsubscribe = api.feed.subscribe((heard) => {
      if (heard === 'gap' || heard.type !== 'assistance.requested') return;
      const customer = customers.find(({ accountId }) => accountId === heard.accountId);
      if (customer)
        answers.push(
          api.call('GET', `${customer.path}/otp`, { token: customer.token }).then(({ body }) => body),
        );
    });
    await Promise.all(customers.map((customer) => customer.untilAsked()));
    await until(() => answers.length === customers.length, 'the news of all requests');
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ status: 'pending' });
    unsubscribe();
    for (const customer of customers) await customer.submit({ code: '123456' });
  });
});

describe('the pending request', () => {
  it('is the same object for people (by query) and programs (by projection)', async () => {
    const customer = await api.newCustomer('asking', { otp_wait_seconds: 90 });
    expect((await api.call('GET', `${customer.path}/otp`, { token: customer.token })).body).toBeNull();
    const request = await customer.untilAsked();
    const live = await api.call('GET', `${customer.path}/otp`, { token: customer.token });
    expect(live.body).toEqual(request);
    const listedFor = async (ids: string) =>
      (await api.call('GET', `/assistance?ids=${ids}`, { token: customer.token })).body;
    expect(await listedFor(customer.accountId)).toMatchObject({
      pending: [{ account_id: customer.accountId, request: { id: request.id } }],
    });
    expect(await listedFor(randomUUID())).toEqual({ pending: [] });
    expect(request).toMatchObject({
      type: 'otp',
      descriptor: { length: 6, type: 'numeric', channel: 'sms' },
      attempts: 0,
      status: 'pending',
      reason: null,
      attempts_remaining: 3,
      previous_outcome: null,
      bank_message: null,
      resend: { available: false, available_at: null, remaining: null },
    });
    const { created_at, expires_at } = z
      .object({ created_at: z.string(), expires_at: z.string() })
      .parse(request);
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(90_000);
  });

  it('shows that a code was rejected', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await customer.submit({ code: '000000' });
    const request = await until(async () => {
      const { body } = await api.call('GET', `${customer.path}/otp`, { token: customer.token });
      return (body as { attempts: number } | null)?.attempts === 1 && body;
    }, 'the refusal');
    expect(request).toMatchObject({
      previous_outcome: 'rejected',
      attempts_remaining: 2,
      bank_message: 'Wrong code',
      status: 'pending',
    });
  });

  it('is returned to many concurrent callers', async () => {
    const customer = await api.newCustomer('asking');
    const request = await customer.untilAsked();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.call('GET', `${customer.path}/otp`, { token: customer.token })),
    );
    for (const reply of replies) expect(reply.body).toEqual(request);
  });
});

it('the overview counts the outcomes of logins and requests by day and bank, and requests by type', async () => {
  const customer = await api.newCustomer('asking', { otp_wait_seconds: 5 });
  await customer.untilAsked();
  await customer.submit({ code: '123456' });
  await customer.ended();
  await customer.untilAsked();
  await until(async () => !(await customer.status()).session_running, 'the end of the second', 20_000);
  await addChoiceOfADay(customer.accountId);
  const overview = await api.answer(
    z.object({
      days: z.array(z.looseObject({ day: z.iso.date(), bank: z.string() })),
      median_seconds_to_code: z.number(),
      medians_by_day: z.array(z.object({ day: z.iso.date(), seconds: z.number() })),
      types: z.array(z.unknown()),
      failures: z.array(z.unknown()),
      answered_by: z.array(z.object({ percentiles: z.array(z.number()) }).loose()),
      codes_spent: z.array(z.unknown()),
    }),
    'GET',
    '/overview?days=2',
    { token: customer.token },
  );
  const ofBank = (bank: string) => overview.days.find((one) => one.bank === bank);
  expect(ofBank('asking')).toMatchObject({ logged_in: 1, failed: 1, asked: 2, fulfilled: 1, expired: 1 });
  expect(ofBank('demo')).toMatchObject({ asked: 1, fulfilled: 1, expired: 0 });
  expect(overview.types).toMatchObject([
    { type: 'otp', asked: 2, fulfilled: 1, expired: 1, cancelled: 0 },
    { type: 'choice', asked: 1, fulfilled: 1, expired: 0, cancelled: 0 },
  ]);
  expect(overview.failures).toEqual([{ outcome: 'expired', bank: 'asking', count: 1 }]);
  // The choice was accepted after a day, by the system; the code at once, by a key.
  expect(overview.answered_by).toMatchObject([
    { kind: null, name: null, answers: 2 },
    { kind: expect.any(String) as unknown, answers: 1 },
    { kind: expect.any(String) as unknown, answers: 1 },
  ]);
  expect(overview.answered_by[0]?.percentiles[2]).toBeGreaterThan(80_000);
  expect(overview.codes_spent).toMatchObject([{ account_id: customer.accountId, spent: 2 }]);
  const elsewhere = await api.call('GET', '/overview?bank=none&time_zone=Pacific/Kiritimati', {
    token: customer.token,
  });
  expect(elsewhere.body).toMatchObject({ days: [], failures: [], answered_by: [], codes_spent: [] });
  // The history of all accounts has the same logins, in pages.
  const { body: firstPage } = await api.call('GET', '/history/sessions?limit=1', { token: customer.token });
  expect(firstPage).toMatchObject({ items: { length: 1 }, next_cursor: expect.any(String) as unknown });
  const { body: sessions } = await api.call('GET', '/history/sessions', { token: customer.token });
  expect(sessions).toMatchObject({ items: { length: 3 }, next_cursor: null });
  const { body: trail } = await api.call('GET', '/history/events?limit=200', { token: customer.token });
  expect(trail).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ type: 'account.created', account_id: customer.accountId }),
    ]) as unknown,
  });
  // The median counts codes only: the choice took a day.
  const [today] = overview.medians_by_day;
  expect(today).toEqual({ day: overview.days[0]?.day, seconds: overview.median_seconds_to_code });
  expect(today?.seconds).toBeLessThan(5);
});

/** A choice that took a day until it was accepted. */
async function addChoiceOfADay(accountId: string): Promise<void> {
  const { db } = api.stack;
  const options = [{ id: 'sms', label: 'SMS', channel: 'sms' as const }];
  const login = await createLogin(db, accountId);
  const { requestId } = await login.openRequest({ content: { type: 'choice', descriptor: { options } } });
  await db
    .insertInto('submissions')
    .values({
      id: randomUUID(),
      request_id: requestId,
      login_id: login.loginId,
      account_id: accountId,
      fingerprint: 'sms',
      actor: JSON.stringify({ kind: 'system' }),
      outcome: 'accepted',
      created_at: new Date(Date.now() + 86_400_000),
    })
    .execute();
  await login.report({
    request: {
      requestId,
      attempts: 0,
      previousOutcome: null,
      bankMessage: null,
      end: { status: 'fulfilled' },
    },
  });
}

describe('a code', () => {
  it('is recorded, typed, and gets an outcome', async () => {
    const customer = await api.newCustomer('asking');
    const request = await customer.untilAsked();
    const reply = await customer.submit({ code: '１２３-456 ' });
    expect([reply.status, reply.body]).toEqual([
      202,
      { submitted: true, submission_id: expect.any(String) as unknown, request_id: request.id },
    ]);
    const { submission_id } = reply.body as { submission_id: string };
    expect(await customer.outcomeOf(submission_id)).toBe('accepted');
    expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(asking.typed).toContain('123456');
  });

  it('is also accepted from people', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const reply = await api.call('POST', `${customer.path}/otp`, {
      token: customer.token,
      json: { code: '123456' },
    });
    expect(reply.status).toBe(202);
    expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
  });

  it('is refused if no request is pending', async () => {
    const customer = await api.newCustomer('asking');
    expect(refusalOf(await customer.submit({ code: '123456' }))).toBe('404 NO_PENDING_REQUEST');
    expect(refusalOf(await customer.submit({ code: '123456', request_id: randomUUID() }))).toBe(
      '404 NO_PENDING_REQUEST',
    );
  });

  it.each(['12345', '1234567', 'abcdef', '- -', '12345６７', '123 45a'])(
    'is refused if the bank cannot accept it: %j',
    async (code) => {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const reply = await customer.submit({ code });
      expect(refusalOf(reply)).toBe('400 INVALID_CODE');
      expect(detailsOf(reply)).toEqual({ expected: { length: 6, type: 'numeric' } });
      expect(await customer.status()).toMatchObject({ pending_assistance: { attempts: 0 } });
    },
  );

  it.each([{ code: '1234 567' }, { message: 'Your code is 123456.' }, { code: '12345678' }])(
    'of any length that the bank accepts is typed: %j',
    async (json) => {
      const customer = await api.newCustomer('asking-range');
      expect(await customer.untilAsked()).toMatchObject({
        descriptor: { length: 8, min_length: 6, type: 'numeric', channel: 'sms' },
      });
      for (const code of ['12345', '123456789']) {
        const refused = await customer.submit({ code });
        expect(refusalOf(refused)).toBe('400 INVALID_CODE');
        expect(detailsOf(refused)).toEqual({ expected: { length: 8, min_length: 6, type: 'numeric' } });
      }
      expect((await customer.submit(json)).status).toBe(202);
      expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
      expect(askingRange.typed.at(-1)).toBe((json.code ?? json.message).replace(/\D/g, ''));
      const { items } = await api.answer(
        z.object({ items: z.array(z.looseObject({ type: z.string(), details: z.unknown() })) }),
        'GET',
        `${customer.path}/events`,
        { token: customer.token },
      );
      expect(items.find(({ type }) => type === 'assistance.requested')).toMatchObject({
        details: { descriptor: { length: 8, min_length: 6, type: 'numeric', channel: 'sms' } },
      });
    },
  );

  it.each([{ code: '' }, { code: 123456 }, { code: 'x'.repeat(33) }, {}, { code: '1', message: '1' }])(
    'is refused as malformed: %j',
    async (json) => {
      const customer = await api.newCustomer('asking');
      const reply = await customer.submit(json);
      expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
      expect(issuePaths(reply)).toEqual(['code']);
    },
  );

  it('for an ended request gets its status; for another user’s request, nothing', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    await customer.submit({ code: '123456', request_id: id });
    await customer.ended();
    const late = await customer.submit({ code: '123456', request_id: id });
    expect(refusalOf(late)).toBe('409 REQUEST_SUPERSEDED');
    expect(detailsOf(late)).toEqual({ status: 'fulfilled' });
    const other = await api.newCustomer('asking');
    await other.untilAsked();
    expect(refusalOf(await other.submit({ code: '123456', request_id: id }))).toBe('404 NO_PENDING_REQUEST');
  });

  it('is in the audit trail with its actor and time, without the code', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await customer.submit({ code: '123456' });
    await customer.ended();
    const events = await api.db
      .selectFrom('events')
      .selectAll()
      .where('account_id', '=', customer.accountId)
      .execute();
    const submitted = events.find(({ type }) => type === 'code.submitted');
    expect(submitted?.actor).toMatchObject({ kind: 'api_key', name: 'relay', address: '127.0.0.1' });
    const rows = await api.db
      .selectFrom('submissions')
      .selectAll()
      .where('account_id', '=', customer.accountId)
      .execute();
    expect(JSON.stringify([events, rows])).not.toContain('123456');
  });
});

const refusalOrStatus = (reply: Parameters<typeof refusalOf>[0]) =>
  reply.status < 300 ? String(reply.status) : refusalOf(reply);
