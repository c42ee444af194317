import { randomInt, randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { system } from '../../src/assistance/actor.js';
import { keepRefreshToken } from '../../src/api/mailboxes/keep-refresh-token.js';
import { receiveMail } from '../../src/api/mailboxes/receive-mail.js';
import { createApi } from '../../src/api/create-api.js';
import { installationMailboxId } from '../../src/db/mailboxes/mailbox-rows.js';
import { createLoginClient, createTemporalClient } from '../../src/logins/login-client.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { createErrorLog } from '../support/error-log.js';
import { type ImapTestServer, mailOf, oauthPlugins, startImapServer } from '../support/imap-server.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { findSecret, wholeDatabase } from '../support/secret-search.js';
import { startTokenEndpoint, type TokenAnswer } from '../support/token-endpoint.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

/** Mails in a mailbox on an IMAP server, to a login that waits for a code. */

const bank = scriptedBank({ code: 'asking', onOpen: sixDigits, onCode: { is: 'logged_in' } });
const { log, lines } = createErrorLog();

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([bank.driver], { log });
});
afterAll(() => api.close());

/** A mailbox that ends with the test. */
async function imapServer(plugins?: string[]): Promise<ImapTestServer & AsyncDisposable> {
  const server = await startImapServer(plugins && { plugins });
  return { ...server, [Symbol.asyncDispose]: server.close };
}

/** A token endpoint that ends with the test. */
async function tokenEndpoint(answers: readonly TokenAnswer[]) {
  const endpoint = await startTokenEndpoint(answers);
  return { ...endpoint, [Symbol.asyncDispose]: endpoint.close };
}

const mailboxSchema = z.object({
  state: z.string(),
  problem: z.string().nullable(),
  since: z.string().nullable(),
  messages: z.array(
    z.object({ format: z.string(), sender: z.string().nullable(), result: z.string(), time: z.string() }),
  ),
});

/** A customer with a mailbox of their own, which is connected. */
async function mailboxOwner(imap: ImapTestServer, url = imap.url) {
  const customer = await api.newCustomer('asking', { mailbox_url: url });
  const mailbox = () =>
    api.answer(mailboxSchema, 'GET', `${customer.path}/mailbox`, { token: customer.token });
  await until(async () => (await mailbox()).state === 'connected', 'a connected mailbox');
  return { ...customer, mailbox };
}

const newCode = () => String(randomInt(100_000, 1_000_000));
const codeMail = (code: string) => ({ text: `Your code to sign in is ${code}.` });
const isTyped = (code: string) => until(() => bank.typed.includes(code), 'the code at the bank');
const timesTyped = (code: string) => bank.typed.filter((typed) => typed === code).length;

describe.concurrent("an account's mailbox", () => {
  it('answers its request, and is shown without its password and the text of mails', async () => {
    await using imap = await imapServer();
    const owner = await mailboxOwner(imap);
    await owner.untilAsked();
    imap.deliver({ text: 'Your statement is ready.' });
    const code = newCode();
    imap.deliver(codeMail(code));
    await isTyped(code);
    expect((await owner.ended()).outcome).toBe('logged_in');
    await until(async () => (await owner.mailbox()).messages.length === 2, 'both mails in the list');
    const format = 'mailbox';
    const sender = 'c•••@bank.example';
    expect(await owner.mailbox()).toEqual({
      state: 'connected',
      problem: null,
      since: expect.any(String) as string,
      messages: [
        { format, sender, result: 'SUBMITTED', time: 'given' },
        { format, sender, result: 'AMBIGUOUS_MESSAGE', time: 'given' },
      ],
    });
    expect(imap.flags()).toEqual([[], []]);
    const stored = await wholeDatabase(api.db);
    for (const secret of [code, 'testpass', imap.url]) {
      expect(findSecret(stored, secret)).toEqual([]);
      expect(findSecret(lines.join('\n'), secret)).toEqual([]);
    }
  });

  it('answers no request of another account', async () => {
    await using imap = await imapServer();
    const owner = await mailboxOwner(imap);
    const other = await api.newCustomer('asking');
    await other.untilAsked();
    const code = newCode();
    imap.deliver(codeMail(code));
    await until(async () => (await owner.mailbox()).messages.length > 0, 'the mail in the list');
    expect((await owner.mailbox()).messages[0]?.result).toBe('NO_PENDING_REQUEST');
    expect(timesTyped(code)).toBe(0);
    await other.submit({ code });
    await other.ended();
  });

  it('is read anew when its URL changes, and no more when it is removed', async () => {
    await using first = await imapServer();
    await using second = await imapServer();
    const owner = await mailboxOwner(first);
    const put = (mailboxUrl: string | null) =>
      api.call('PUT', `${owner.path}/config`, { token: owner.token, json: { mailbox_url: mailboxUrl } });
    await put(second.url);
    await until(() => first.connections() === 0 && second.connections() === 1, 'the other server');
    await until(async () => (await owner.mailbox()).state === 'connected', 'a connected mailbox');
    expect((await put(null)).body).toMatchObject({ has_mailbox_url: false });
    await until(() => second.connections() === 0, 'no connection');
    expect(await owner.mailbox()).toEqual({ state: 'off', problem: null, since: null, messages: [] });
  });

  it('says why it cannot be read', async () => {
    await using imap = await imapServer();
    const owner = await api.newCustomer('asking', { mailbox_url: imap.url.replace('testpass', 'wrong') });
    const read = () => api.answer(mailboxSchema, 'GET', `${owner.path}/mailbox`, { token: owner.token });
    await until(async () => (await read()).state === 'failing', 'the problem');
    expect((await read()).problem).toBe('authentication_failed');
  });
});

it.concurrent(
  'a mailbox with OAuth keeps the refresh token that it got last, sealed, until its URL has another one',
  async () => {
    await using imap = await imapServer(oauthPlugins);
    const answer = (refreshToken: string) => ({
      body: { access_token: 'access-token', expires_in: 3600, refresh_token: refreshToken },
    });
    await using endpoint = await tokenEndpoint([answer('second-token'), answer('third-token')]);
    const url = imap.oauthUrl(endpoint.url);
    imap.setAccessToken('access-token');
    const owner = await mailboxOwner(imap, url);
    const put = async (mailboxUrl: string) => {
      const before = imap.accepted();
      await api.call('PUT', `${owner.path}/config`, {
        token: owner.token,
        json: { mailbox_url: mailboxUrl },
      });
      await until(() => imap.accepted() > before && imap.connections() === 1, 'another connection');
      await until(async () => (await owner.mailbox()).state === 'connected', 'a connected mailbox');
    };
    // Sealed anew, it is another version of the same URL.
    await put(url);
    await put(url.replace('configured-token', 'entered-token'));
    expect(endpoint.asked.map(({ refresh_token: token }) => token)).toEqual([
      'configured-token',
      'second-token',
      'entered-token',
    ]);
    await owner.untilAsked();
    const code = newCode();
    imap.deliver(codeMail(code));
    await isTyped(code);
    const stored = await wholeDatabase(api.db);
    for (const secret of [
      'access-token',
      'second-token',
      'third-token',
      'configured-token',
      'client-secret',
    ]) {
      expect(findSecret(stored, secret)).toEqual([]);
      expect(findSecret(lines.join('\n'), secret)).toEqual([]);
    }
  },
);

it.concurrent(
  'a mail that comes while Temporal is away is held, and its code typed when Temporal is back',
  async () => {
    await using imap = await imapServer();
    const owner = await mailboxOwner(imap);
    await owner.untilAsked();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const { port } = silent.address() as AddressInfo;
    // Temporal, as a process sees it that cannot reach it.
    const logins = createLoginClient(createTemporalClient({ address: `127.0.0.1:${port}` }, 'default'));
    const away = createApi({ ...api, logins, closing: new AbortController().signal });
    const code = newCode();
    const { userId } = await api.db
      .selectFrom('accounts')
      .select('user_id as userId')
      .where('id', '=', owner.accountId)
      .executeTakeFirstOrThrow();
    const source = {
      accounts: { userId, accountIds: [owner.accountId] },
      origin: { mailboxId: owner.accountId },
      actor: system,
    };
    await receiveMail({ ...away, heldMessages: { process: vi.fn() } }, source, {
      source: Buffer.from(mailOf(codeMail(code))),
      arrivedAt: undefined,
    });
    expect((await owner.mailbox()).messages.map(({ result }) => result)).toEqual(['HELD']);
    expect(timesTyped(code)).toBe(0);
    // The processes that reach Temporal deliver it.
    await isTyped(code);
    await logins.close();
    silent.close();
  },
);

// The others start processes beside the first, or wait for what all processes do.

it('a replaced refresh token is saved also after another process has taken over the mailbox', async () => {
  const { accountId } = await api.newCustomer('asking');
  await api.db
    .insertInto('mailboxes')
    .values({
      id: accountId,
      account_id: accountId,
      folder: 'a folder',
      holder: randomUUID(),
      leased_until: new Date(Date.now() + 60_000),
    })
    .execute();
  const store = keepRefreshToken(api, { id: accountId, configured: 'configured-token' });
  await store.save('second-token');
  expect(await store.read()).toBe('second-token');
});

it('a URL that cannot be used is reported once, and holds up no other mailbox', async () => {
  await using imap = await imapServer();
  const setSealed = async (sealedFor: (accountId: string) => Promise<string> | string) => {
    const { accountId } = await api.newCustomer('asking');
    await api.db
      .updateTable('account_configs')
      .set({ mailbox_url_sealed: await sealedFor(accountId) })
      .where('account_id', '=', accountId)
      .execute();
    return accountId;
  };
  const broken = [
    await setSealed(() => 'damaged'),
    await setSealed((id) => seal(api.ring, purpose.mailboxUrl(id), 'not a URL')),
  ];
  const written: string[] = [];
  const twin = await api.twin({
    log: pino({ level: 'warn' }, { write: (line: string) => void written.push(line) }),
  });
  const owner = await mailboxOwner(imap);
  const warnings = () => broken.map((id) => written.filter((line) => line.includes(id)).length);
  await until(() => !warnings().includes(0), 'both warnings');
  const renewal = async () => {
    const { leased_until: until } = await api.db
      .selectFrom('mailboxes')
      .select('leased_until')
      .where('id', '=', owner.accountId)
      .executeTakeFirstOrThrow();
    return until.getTime();
  };
  for (let renewals = 0; renewals < 2; renewals += 1) {
    const before = await renewal();
    await until(async () => (await renewal()) > before, 'a renewed lease');
  }
  expect(warnings()).toEqual([1, 1]);
  await twin.close();
  await api.db
    .updateTable('account_configs')
    .set({ mailbox_url_sealed: null })
    .where('account_id', 'in', broken)
    .execute();
});

it('of several API processes, one reads a mailbox, and another takes over', async () => {
  await using imap = await imapServer();
  const owner = await mailboxOwner(imap);
  const twin = await api.twin();
  const holder = () =>
    api.db
      .selectFrom('mailboxes')
      .select('holder')
      .where('id', '=', owner.accountId)
      .executeTakeFirstOrThrow();
  const before = await holder();
  // A renewal later, both processes have looked.
  const leasedUntil = () =>
    api.db
      .selectFrom('mailboxes')
      .select('leased_until')
      .where('id', '=', owner.accountId)
      .executeTakeFirstOrThrow();
  const renewed = (await leasedUntil()).leased_until;
  await until(async () => (await leasedUntil()).leased_until > renewed, 'a renewed lease');
  expect(await holder()).toEqual(before);
  expect(imap.accepted()).toBe(1);
  await owner.untilAsked();

  // As if the first process had died: its lease has ended, and its connection is gone.
  const abandoned = { leased_until: new Date(0) };
  await until(async () => {
    await api.db
      .updateTable('mailboxes')
      .set(abandoned)
      .where('id', '=', owner.accountId)
      .where('holder', '=', before.holder)
      .execute();
    return (await holder()).holder !== before.holder;
  }, 'another holder');
  await until(() => imap.accepted() === 2 && imap.connections() === 1, 'one connection of the other process');
  const code = newCode();
  imap.deliver(codeMail(code));
  await isTyped(code);
  expect(timesTyped(code)).toBe(1);
  await twin.close();
  await until(() => imap.accepted() === 3, 'the first process again');
});

it('the mailbox of the installation answers requests of every account', async () => {
  await using imap = await imapServer();
  const twin = await api.twin({ mailboxUrl: imap.url });
  const customer = await api.newCustomer('asking', { sms_senders: ['installation@bank.example'] });
  await customer.untilAsked();
  await until(() => imap.connections() === 1, 'a connection');
  const state = () =>
    api.db
      .selectFrom('mailboxes')
      .select('state_since')
      .where('id', '=', installationMailboxId)
      .executeTakeFirst();
  await until(async () => (await state())?.state_since, 'an open mailbox');
  const code = newCode();
  imap.deliver({ from: 'installation@bank.example', ...codeMail(code) });
  await isTyped(code);
  expect((await customer.ended()).outcome).toBe('logged_in');
  await twin.close();
  await until(() => imap.connections() === 0, 'the end of the connection');
});
