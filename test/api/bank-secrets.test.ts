import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankDriver, Credentials } from '../../src/banks/bank-driver.js';
import { openBankAnswers, openBankSecrets } from '../../src/db/accounts/sealed-bank-secrets.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { createTestRing } from '../support/test-ring.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, issuePaths, refusalOf } from './support/caller.js';

/** What banks ask for besides user name and password: kept with the account, and typed by a login. */

const branch = { name: 'branch', label: 'Branch number', pattern: '^\\d{4}$', private: false };
const memorable = { name: 'memorable', label: 'Memorable word', pattern: null, private: true };

/** Repeats on its code page what was typed, and what it was once told as an answer. */
const echoing = (code: string) => {
  const opened: Credentials[] = [];
  const bank = scriptedBank({
    code,
    onOpen: sixDigits,
    onCode: () => ({ is: 'code_rejected', bankMessage: echo(opened.at(-1)) }),
  });
  const driver: BankDriver = {
    ...bank.driver,
    secrets: [branch, memorable],
    openLogin: (_page, credentials) => {
      opened.push(credentials);
      return Promise.resolve({ ...sixDigits, bankMessage: echo(credentials) });
    },
  };
  return { driver, opened };
};
const echo = (typed?: Credentials): string =>
  `You typed ${typed?.secrets['branch']}, ${typed?.secrets['memorable']}; your pet is Rex`;

const asking = echoing('asking');
const plain = scriptedBank({ code: 'plain', onOpen: sixDigits });

let api: ApiWithLogins;
let token: string;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver, plain.driver]);
  ({ token } = await api.signUp());
});
afterAll(() => api.close());

const newAccount = (fields: Record<string, unknown> = {}) => api.addAccount(token, fields, 'asking');
const put = (id: string, json: unknown) => api.call('PUT', `/accounts/${id}/config`, { token, json });
const get = async (id: string) => (await api.call('GET', `/accounts/${id}/config`, { token })).body;
const row = (id: string) =>
  api.stack.db
    .selectFrom('account_configs')
    .selectAll()
    .where('account_id', '=', id)
    .executeTakeFirstOrThrow();
const keptSecrets = async (id: string) => openBankSecrets(api.ring, id, (await row(id)).bank_secrets_sealed);
const keptAnswers = async (id: string) => openBankAnswers(api.ring, id, (await row(id)).bank_answers_sealed);
const forgottenAt = async (id: string) =>
  (await api.stack.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
    .browser_forgotten_at;

describe('the list of banks', () => {
  it('says what each asks for', async () => {
    const banks = z
      .array(z.object({ code: z.string(), secrets: z.unknown() }))
      .parse((await api.call('GET', '/banks', { token })).body);
    expect(banks).toEqual([
      { code: 'asking', secrets: [branch, memorable] },
      { code: 'plain', secrets: [] },
    ]);
  });
});

describe('bank secrets', () => {
  it('are merged, cleared with null, and never shown again', async () => {
    const id = await newAccount();
    expect(await get(id)).toMatchObject({ has_bank_secrets: {} });
    const first = await put(id, { bank_secrets: { branch: '1234', memorable: 'sesame' } });
    expect(first.body).toMatchObject({ has_bank_secrets: { branch: true, memorable: true } });
    expect(first.text).not.toMatch(/1234|sesame/);
    expect(JSON.stringify(await row(id))).not.toMatch(/"1234"|sesame/);

    await put(id, { bank_secrets: { branch: '5678' } });
    await put(id, { bank_secrets: { branch: '********' } });
    expect(await keptSecrets(id)).toEqual({ branch: '5678', memorable: 'sesame' });
    expect((await put(id, { bank_secrets: { branch: null } })).body).toMatchObject({
      has_bank_secrets: { memorable: true },
    });
    expect(await get(id)).toHaveProperty('has_bank_secrets', { memorable: true });
    expect((await put(id, { bank_secrets: null })).body).toMatchObject({ has_bank_secrets: {} });
    expect((await row(id)).bank_secrets_sealed).toBeNull();
  });

  it('are sealed for their account only', async () => {
    const [id, other] = [await newAccount(), await newAccount()];
    await put(id, { bank_secrets: { branch: '1234' } });
    const { bank_secrets_sealed: sealed } = await row(id);
    await expect(openBankSecrets(api.ring, other, sealed)).rejects.toThrow('sealed for another purpose');
    await expect(openBankAnswers(api.ring, id, sealed)).rejects.toThrow('sealed for another purpose');
  });

  it('that the bank does not take are refused, and change nothing', async () => {
    const id = await newAccount({ bank_secrets: { branch: '1234' } });
    const reply = await put(id, {
      otp_wait_seconds: 60,
      bank_secrets: { branch: '12345', memorable: 'x'.repeat(200), pin: '1', toString: '1' },
    });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(detailsOf(reply)).toEqual({
      issues: [
        { path: 'bank_secrets.branch', message: 'must match the pattern of this secret' },
        { path: 'bank_secrets.pin', message: 'must be one of branch, memorable' },
        { path: 'bank_secrets.toString', message: 'must be one of branch, memorable' },
      ],
    });
    const tooLong = await put(id, { bank_secrets: { memorable: 'x'.repeat(201), branch: 1234 } });
    expect(issuePaths(tooLong)).toEqual(['bank_secrets.memorable', 'bank_secrets.branch']);
    expect(await keptSecrets(id)).toEqual({ branch: '1234' });
    expect(await get(id)).toMatchObject({ otp_wait_seconds: 180 });
    const elsewhere = await api.addAccount(token, {}, 'plain');
    expect(issuePaths(await put(elsewhere, { bank_secrets: { branch: '1234' } }))).toEqual([
      'bank_secrets.branch',
    ]);
  });

  it('of two changes at once are both kept', async () => {
    const id = await newAccount();
    await Promise.all([
      put(id, { bank_secrets: { branch: '1234' } }),
      put(id, { bank_secrets: { memorable: 'sesame' } }),
    ]);
    expect(await keptSecrets(id)).toEqual({ branch: '1234', memorable: 'sesame' });
  });

  it('count as credentials: a change forgets the kept browser, and is in the audit trail by name', async () => {
    const id = await newAccount({ bank_secrets: { branch: '1234' } });
    const before = await forgottenAt(id);
    await put(id, {
      bank_secrets: { branch: '********' },
      bank_answers: [{ question: 'Pet?', answer: 'Rex' }],
    });
    expect(await forgottenAt(id)).toEqual(before);
    await put(id, { bank_secrets: { branch: '5678' } });
    expect((await forgottenAt(id))?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
    const events = await api.stack.db
      .selectFrom('events')
      .select('details')
      .where('account_id', '=', id)
      .where('type', '=', 'config.changed')
      .orderBy('id', 'desc')
      .limit(2)
      .execute();
    expect(events.map(({ details }) => details)).toEqual([
      { fields: ['bank_secrets'] },
      { fields: ['bank_answers'] },
    ]);
  });

  it('whose key is gone can be entered again', async () => {
    const id = await newAccount({ bank_secrets: { branch: '1234' } });
    const twin = await api.twin({ ring: createTestRing() });
    try {
      const config = () => twin.call('GET', `/accounts/${id}/config`, { token });
      expect((await config()).body).toMatchObject({ has_bank_secrets: {}, bank_answers: [] });
      const start = await twin.call('POST', `/accounts/${id}/scrape`, { token });
      expect(issuePaths(start)).toEqual(['bank_secrets.branch', 'bank_secrets.memorable']);
      const json = { bank_secrets: { branch: '5678' } };
      await twin.call('PUT', `/accounts/${id}/config`, { token, json });
      expect((await config()).body).toMatchObject({ has_bank_secrets: { branch: true } });
    } finally {
      await twin.close();
    }
  });
});

describe('bank answers', () => {
  it('are replaced as a list, in which an entry without an answer keeps the one it has', async () => {
    const id = await newAccount();
    const answers = [
      { question: ' First pet? ', answer: 'Rex' },
      { question: 'Birthplace?', answer: 'Lyon' },
    ];
    const reply = await put(id, { bank_answers: answers });
    expect(reply.body).toMatchObject({
      bank_answers: [{ question: 'First pet?' }, { question: 'Birthplace?' }],
    });
    expect(reply.text).not.toMatch(/Rex|Lyon/);
    expect(JSON.stringify(await row(id))).not.toMatch(/pet|Rex|Lyon/);

    const next = [{ question: 'School?', answer: 'No. 7' }, { question: 'first PET?' }];
    await put(id, { bank_answers: next });
    const expected = [
      { question: 'School?', answer: 'No. 7' },
      { question: 'first PET?', answer: 'Rex' },
    ];
    expect(await keptAnswers(id)).toEqual(expected);
    const masked = expected.map(({ question }) => ({ question, answer: '********' }));
    await put(id, { bank_answers: masked });
    await put(id, await get(id));
    expect(await keptAnswers(id)).toEqual(expected);
    expect((await put(id, { bank_answers: null })).body).toMatchObject({ bank_answers: [] });
    expect((await row(id)).bank_answers_sealed).toBeNull();
  });

  it.each([
    [[{ question: 'Pet?' }], 'bank_answers.0.answer'],
    [[{ question: 'Pet?', answer: '********' }], 'bank_answers.0.answer'],
    [[{ question: 'Pet?', answer: '' }], 'bank_answers.0.answer'],
    [[{ question: '  ', answer: 'Rex' }], 'bank_answers.0.question'],
    [
      [
        { question: 'Pet?', answer: 'Rex' },
        { question: 'PET? ', answer: 'Tom' },
      ],
      'bank_answers.1.question',
    ],
    [{ question: 'Pet?', answer: 'Rex' }, 'bank_answers'],
  ])('%j is refused', async (answers, path) => {
    const id = await newAccount();
    const reply = await put(id, { bank_answers: answers });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(new Set(issuePaths(reply))).toEqual(new Set([path]));
    expect(await get(id)).toMatchObject({ bank_answers: [] });
  });
});

describe('preferred channels', () => {
  it('are kept in their order', async () => {
    const id = await newAccount();
    const reply = await put(id, { preferred_channels: ['email', 'sms', 'email'] });
    expect(reply.body).toMatchObject({ preferred_channels: ['email', 'sms'] });
    expect((await put(id, { preferred_channels: null })).body).toMatchObject({ preferred_channels: [] });
    expect(issuePaths(await put(id, { preferred_channels: ['sms', 'pigeon'] }))).toEqual([
      'preferred_channels.1',
    ]);
  });
});

describe('a login', () => {
  it.each(['scrape', 'reactivate', 'restart'])('is not started by /%s without a secret', async (command) => {
    const id = await newAccount({ bank_password: null, bank_secrets: { memorable: 'sesame' } });
    const reply = await api.call('POST', `/accounts/${id}/${command}`, { token });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['bank_password', 'bank_secrets.branch']);
  });

  it('types the secrets of its start, and repeats none of them nor an answer', async () => {
    const customer = await api.newCustomer('asking', {
      bank_secrets: { branch: '1234', memorable: 'sesame' },
      bank_answers: [{ question: 'Pet?', answer: 'Rex' }],
    });
    const request = await customer.untilAsked();
    expect(asking.opened.at(-1)).toEqual({
      username: 'ana',
      password: 'hunter2',
      secrets: { branch: '1234', memorable: 'sesame' },
    });
    expect(request).toMatchObject({ bank_message: 'You typed •••, •••; your pet is •••' });

    // The change is for the next login: this one still hides what it typed.
    await api.call('PUT', `${customer.path}/config`, {
      token: customer.token,
      json: { bank_secrets: null, bank_answers: null },
    });
    const refused = await customer.submit({ code: '111111' }, { Prefer: 'wait=30' });
    expect(refusalOf(refused)).toBe('422 CODE_REJECTED');
    expect((await customer.status()).pending_assistance).toMatchObject({
      bank_message: 'You typed •••, •••; your pet is •••',
    });
    await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    await customer.ended();
    expect(issuePaths(await customer.start())).toEqual(['bank_secrets.branch', 'bank_secrets.memorable']);
  });
});
