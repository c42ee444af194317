import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { totpAt } from './authenticator.js';
import { alertOf, openBrowser, seen, startTestBank, type TestBank } from './testing.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

describe('the first page of a login', () => {
  test.each([
    { username: 'ok', shows: ['logged_in'], status: 200 },
    { username: 'ok+me', shows: ['logged_in'], status: 200 },
    { username: 'bad-password', shows: ['bad_credentials'], status: 401 },
    { username: 'locked+1', shows: ['account_locked'], status: 403 },
    { username: 'unavailable', shows: ['unavailable'], status: 503 },
    { username: 'odd-page', shows: [], status: 200 },
    { username: 'nobody', shows: ['bad_credentials'], status: 401 },
    { username: 'otp+', shows: ['bad_credentials'], status: 401 },
    { username: 'constructor', shows: ['bad_credentials'], status: 401 },
    { username: '', shows: ['bad_credentials'], status: 401 },
  ])('"$username" sees $shows', async ({ username, shows, status }) => {
    const page = await openBrowser(bank).signIn(username);
    expect(seen(page)).toEqual(shows);
    expect(page.status).toBe(status);
    expect(await bank.inbox(username || 'x')).toEqual([]);
  });

  test('a wrong password is refused and sends no code', async () => {
    expect(seen(await openBrowser(bank).signIn('otp+pw', 'wrong'))).toEqual(['bad_credentials']);
    expect(await bank.inbox('otp+pw')).toEqual([]);
    expect(await bank.ledger('otp+pw')).toMatchObject([{ type: 'login_submitted', accepted: false }]);
  });
});

describe('a session', () => {
  test('shows the accounts at /home until the user signs out', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('ok+home');
    const stolen = browser.clone();
    expect(seen(await browser.open('/home'))).toEqual(['logged_in']);
    expect((await browser.post('/logout', {})).path).toBe('/login');
    expect((await stolen.open('/home')).path).toBe('/login');
    const events = await bank.ledger('ok+home');
    expect(events.map(({ type }) => type)).toEqual(['login_submitted', 'logged_in', 'logged_out']);
  });

  test('does not start before the code is accepted', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp+early');
    expect((await browser.open('/accounts')).path).toBe('/login');
    expect((await openBrowser(bank).open('/home')).path).toBe('/login');
  });

  test('of the user "logout" ends after 20 s, and the ledger records when', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('logout');
    const endsAt = new Date(bank.now() + 20_000).toISOString();
    bank.pass(19_999);
    expect(seen(await browser.open('/home'))).toEqual(['logged_in']);
    bank.pass(5_000);
    const events = await bank.ledger('logout');
    expect(events.at(-1)).toEqual({ type: 'logged_out', reason: 'session_ended', at: endsAt });
    expect((await browser.open('/home')).path).toBe('/login');
  });

  test('ends after half an hour without use', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('ok+idle');
    bank.pass(20 * 60_000);
    expect(seen(await browser.open('/home'))).toEqual(['logged_in']);
    bank.pass(30 * 60_000);
    expect((await browser.open('/home')).path).toBe('/login');
  });

  test('is replaced by the next login', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('ok+fixed');
    const old = browser.clone();
    await browser.signIn('ok+fixed');
    expect(seen(await browser.open('/home'))).toEqual(['logged_in']);
    expect((await old.open('/home')).path).toBe('/login');
  });
});

test('"trusted" asks for a code once and then recognises the browser, for that user name only', async () => {
  const browser = openBrowser(bank);
  expect(seen(await browser.signIn('trusted'))).toEqual(['code_required']);
  await browser.submitCode(await bank.newestCode('trusted'));
  await browser.post('/logout', {});
  expect(seen(await browser.signIn('trusted'))).toEqual(['logged_in']);
  expect(seen(await browser.signIn('trusted+other'))).toEqual(['code_required']);
  expect(seen(await openBrowser(bank).signIn('trusted'))).toEqual(['code_required']);
});

test('"totp" accepts the code of an authenticator once and sends none', async () => {
  const browser = openBrowser(bank);
  const page = await browser.signIn('totp');
  expect(page.main).toContain('data-channel="app"');
  expect(page.main).not.toContain('sent-to');
  expect(seen(await browser.submitCode(totpAt(bank.now())))).toEqual(['logged_in']);

  await browser.signIn('totp');
  const again = await browser.submitCode(totpAt(bank.now()));
  expect(alertOf(again)).toContain('used already');
  bank.pass(30_000);
  expect(seen(await browser.submitCode(totpAt(bank.now())))).toEqual(['logged_in']);
  expect(await bank.inbox('totp')).toEqual([]);
  expect((await bank.ledger('totp')).some(({ type }) => type === 'code_sent')).toBe(false);
});

test('every page of "slow" takes 5 s, and no code is needed', async () => {
  const browser = openBrowser(bank);
  bank.pauses.length = 0;
  expect(seen(await browser.signIn('slow'))).toEqual(['logged_in']);
  await browser.open('/home');
  expect(bank.pauses).toEqual([5_000, 5_000]);
});
