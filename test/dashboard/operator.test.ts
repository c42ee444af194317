import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bankFileSchema } from '../../src/banks/file/bank-file.js';
import { createFormBank } from '../../src/banks/form/form-bank.js';
import { loginForm } from '../../src/banks/testing/test-banks.js';
import { startTestSite } from '../../src/banks/testing/test-site.js';
import { bankId } from '../../src/api/accounts/bank-ids.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';
import { type DashboardUnderTest, openDashboard } from './dashboard-under-test.js';

/** What an operator does besides entering codes. */

const threeSecrets = {
  ...scriptedBank({ code: 'three-secrets', onOpen: sixDigits }).driver,
  name: 'Bank of three secrets',
  secrets: [
    { name: 'branch', label: 'Branch number', pattern: '^\\d{4}$', private: false },
    { name: 'memorable', label: 'Memorable word', pattern: null, private: true },
  ],
};

/** Sends no codes, and is not there. */
const silent = scriptedBank({ code: 'silent', onOpen: { is: 'unavailable' }, neverSendsCodes: true });

/** A bank whose page after the password is not in its file any more. */
async function startChangedBank() {
  const site = await startTestSite();
  const { url } = site.bank(({ form }) =>
    form.size === 0
      ? loginForm
      : `<title>News for ${form.get('user') ?? ''}</title><h1>Our new app is here</h1>
        <p>Hello ${form.get('user') ?? ''}</p><a href="#more">Tell me more</a> <button id="not-now">Not now</button>`,
  );
  const file = bankFileSchema.parse({
    code: 'changed',
    name: 'Changed Bank',
    login_url: `${url}/login`,
    timeout_seconds: 5,
    fields: { username: '#user', password: '#pass', submit: '#go' },
    pages: [{ selector: '#accounts', is: 'logged_in' }],
  });
  return { site, driver: createFormBank(file) };
}

let changed: Awaited<ReturnType<typeof startChangedBank>>;
let dashboard: DashboardUnderTest;
let receiver: Receiver;
beforeAll(async () => {
  changed = await startChangedBank();
  dashboard = await openDashboard({
    moreBanks: [threeSecrets, silent.driver, changed.driver],
    brokenBankFiles: () => [
      {
        file: '/srv/banks/three.yaml',
        code: threeSecrets.code,
        problems: [{ path: 'pages[1].is', reason: 'must be one of these', line: 21 }],
      },
      {
        file: '/srv/banks/new.yaml',
        code: null,
        problems: [{ path: 'login_url', reason: 'must be a URL', line: 3 }],
      },
    ],
  });
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.close();
  await dashboard.close();
  await changed.site.close();
});

describe('an API key', () => {
  it('is created, shown once, filled into the recipes, and revoked', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    await dashboard.addAccount(token, 'ok');
    await open('/keys');
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Office phone');
    await dialog.getByRole('button', { name: 'Create a key' }).click();
    await dialog.getByText('Your new key').waitFor();
    const key = /rbk_[0-9a-f]{8}_[0-9a-f]{64}/.exec(await dialog.innerText())?.[0] ?? '';
    expect((await dashboard.api.call('GET', '/v1/assistance', { key })).status).toBe(200);
    await dialog.getByRole('link', { name: 'Relay' }).click();
    await page.getByText(key).first().waitFor();
    await page.getByText('Only this machine can reach it.').waitFor();
    await page.getByRole('button', { name: 'Show QR code' }).click();
    await page.getByRole('img', { name: 'QR code with the address and the key' }).waitFor();

    await page.getByText('Waiting for the first message…').waitFor();
    const message = { message: 'Your code is 842067', from: '+447700900123' };
    await dashboard.api.call('POST', '/v1/messages', { key, json: message });
    const messages = page.getByRole('list', { name: 'Messages' });
    await messages.getByText('+•••••••••123').waitFor();
    await messages.getByText('Matched no request').waitFor();
    expect(await messages.getByText('842067').count()).toBe(0);
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);

    await open('/keys');
    expect(await page.getByText(key).count()).toBe(0);
    await page.getByText(/Last message/).waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await dialog.getByLabel('Encryption key of httpSMS').fill('p@ss phrase');
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { body } = await dashboard.api.call('GET', '/me/api-keys', { token });
    expect(body).toMatchObject({ keys: [{ has_relay_settings: true }] });
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('1 revoked key').waitFor();
    expect((await dashboard.api.call('GET', '/v1/assistance', { key })).status).toBe(401);
    expect(problems).toEqual([]);
  });

  it('can be limited to some of many accounts, with a search', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const names = ['Ana', 'Bea', 'Carla', 'Dina', 'Eva', 'Flor', 'Gala', 'Hilda', 'Inés', 'Juana'];
    for (const name of names)
      await dashboard.api.call('POST', '/accounts', { token, json: { name, bankId: bankId('demo') } });
    await open('/keys');
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Two phones');
    await dialog.getByLabel('Accounts', { exact: true }).selectOption('Only these');
    const search = dialog.getByLabel('Search accounts');
    await search.fill('carl');
    await dialog.getByLabel('Carla').check();
    await search.fill('JUANA');
    await search.press('Enter');
    await dialog.getByLabel('Juana').check();
    expect(await dialog.getByLabel('Carla').isChecked()).toBe(true);
    expect(await dialog.getByLabel('Bea').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Create a key' }).click();
    await dialog.getByText('Your new key').waitFor();
    const { body } = await dashboard.api.call('GET', '/me/api-keys', { token });
    expect(body).toMatchObject({ keys: [{ name: 'Two phones', account_ids: { length: 2 } }] });
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('Carla, Juana').waitFor();
    expect(problems).toEqual([]);
  });
});

describe('a failed session', () => {
  it('says what its page showed and what to change, on a telephone and in Spanish, and can be switched off', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn({
      viewport: { width: 390, height: 844 },
    });
    const credentials = { bank_username: 'canary81', bank_password: 'canary82', login_mode: 'assisted' };
    const path = `/accounts/${await dashboard.api.addAccount(token, credentials, 'changed')}`;
    await dashboard.api.call('POST', `${path}/scrape`, { token });
    await until(async () => {
      const { body } = await dashboard.api.call('GET', `${path}/sessions`, { token });
      return (body as { items: { has_evidence: boolean }[] }).items.some((one) => one.has_evidence);
    }, 'evidence');

    await open(path);
    await page.getByRole('button', { name: 'What the page showed' }).click();
    await page
      .getByText('The page after the password does not match any page in the bank’s file.', { exact: false })
      .waitFor();
    const card = page.getByRole('listitem').filter({ hasText: 'What to change' }).first();
    const shown = await card.innerText();
    expect(shown).toContain(
      'It has the heading “Our new app is here”, the button “Not now”, and the link “Tell me more”.',
    );
    expect(shown).toContain("dismiss:\n  - '#not-now'");
    expect(shown).toContain("pages[0] { selector: '#accounts' } logged_in");
    expect(shown).toContain('not on the page');
    expect(shown).not.toMatch(/canary8/);
    await page.getByRole('img', { name: 'painted over' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

    expect(await page.getByText('The bank showed an unknown page').count()).toBeGreaterThan(0);

    // Another cause heads the session with other words.
    await dashboard.api.stack.db
      .updateTable('failure_evidence')
      .set({ cause: 'code_field_not_found' })
      .where('account_id', '=', path.split('/').at(-1) ?? '')
      .execute();
    await page.evaluate(`localStorage.setItem('language', 'es')`);
    await open(path);
    await page.getByText('En la página del banco falta el campo del código').first().waitFor();
    await page.getByRole('button', { name: 'Qué mostraba la página' }).click();
    await page.getByText('La página después de la contraseña no es ninguna', { exact: false }).waitFor();

    await open(`${path}/config`);
    await page.getByLabel('Guardar qué mostraba la página').uncheck();
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await until(async () => {
      const { body } = await dashboard.api.call('GET', `${path}/config`, { token });
      return !(body as { evidence: boolean }).evidence;
    }, 'evidence to be off');
    expect(problems).toEqual([]);
  });
});

describe('an account', () => {
  it('has secrets that are never shown and can be removed', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok');
    const config = async () => (await dashboard.api.call('GET', `${account.path}/config`, { token })).body;
    await open(`${account.path}/config`);
    const secret = page.getByLabel('Authenticator secret', { exact: true });
    await secret.fill('JBSWY3DPEHPK3PXP');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await secret.inputValue()).toBe('');
    expect(await config()).toMatchObject({ has_totp_secret: true, has_bank_password: true });
    await page.getByLabel('Remove the saved authenticator secret').check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByLabel('Remove the saved authenticator secret').waitFor({ state: 'detached' });
    expect(await config()).toMatchObject({ has_totp_secret: false, has_bank_password: true });
    expect(problems).toEqual([]);
  });

  it('is asked for what its bank asks for, when it is created and later', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    await open('/accounts/new');
    await page.getByLabel('Bank', { exact: true }).selectOption('Bank of three secrets');
    await page.getByLabel('Name', { exact: true }).fill('Household');
    await page.getByLabel('User name at the bank').fill('ana');
    await page.getByLabel('Password at the bank').fill('hunter2');
    expect(await page.getByLabel('Branch number').getAttribute('type')).toBe('text');
    expect(await page.getByLabel('Memorable word').getAttribute('type')).toBe('password');
    await page.getByLabel('Branch number').fill('1234');
    await page.getByLabel('Memorable word').fill('sesame');
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.waitForURL(/accounts\/[0-9a-f-]{36}$/);
    const path = new URL(page.url()).pathname.replace(/^\/app/, '');
    const config = async () => (await dashboard.api.call('GET', `${path}/config`, { token })).body;
    expect(await config()).toMatchObject({ has_bank_secrets: { branch: true, memorable: true } });

    await open(`${path}/config`);
    const save = () => page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByLabel('Branch number', { exact: true }).fill('12');
    await save();
    await page.getByText('does not have the form that the bank asks for').first().waitFor();
    await page.getByLabel('Branch number', { exact: true }).fill('5678');
    await page.getByLabel('Remove the saved value of “Memorable word”').check();
    await page.getByRole('button', { name: 'Add an answer' }).click();
    await page.getByLabel('Question 1').fill('First pet?');
    await page.getByLabel('Answer 1', { exact: true }).fill('Rex');
    await page.getByLabel('Email', { exact: true }).check();
    await page.getByLabel('SMS', { exact: true }).check();
    await page.getByLabel('Proxy', { exact: true }).fill('http://ana:sesame@proxy.example:8080');
    await save();
    await page.getByText('Saved.').waitFor();
    expect(await config()).toMatchObject({
      has_bank_secrets: { branch: true },
      bank_answers: [{ question: 'First pet?' }],
      preferred_channels: ['email', 'sms'],
      has_proxy_url: true,
    });
    expect(await config()).not.toHaveProperty('has_bank_secrets.memorable');
    // An answer is kept when another one is added.
    await page.getByRole('button', { name: 'Add an answer' }).click();
    await page.getByLabel('Question 2').fill('Birthplace?');
    await page.getByLabel('Answer 2', { exact: true }).fill('Lyon');
    await save();
    await page.getByText('Saved.').waitFor();
    expect(await config()).toMatchObject({ bank_answers: { length: 2 } });
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);

    await open(path);
    await page.getByRole('link', { name: 'Configuration' }).first().waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('memorable: must be filled in first').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('starts with the user’s defaults, and is tried again only at a bank that never sends a code', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    await open('/accounts/new');
    await page.getByRole('link', { name: 'Change the defaults' }).click();
    await page.getByLabel('After the login').selectOption('one-shot');
    await page.getByLabel('Codes per day').fill('4');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('link', { name: 'Add an account' }).click();
    await page.getByLabel('Bank', { exact: true }).selectOption('silent');
    await page.getByLabel('Name', { exact: true }).fill('Household');
    await page.getByLabel('User name at the bank').fill('ana');
    await page.getByLabel('Password at the bank').fill('hunter2');
    expect(await page.getByLabel(/^Keep the session open/).isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.waitForURL(/accounts\/[0-9a-f-]{36}$/);
    const path = new URL(page.url()).pathname.replace(/^\/app/, '');
    await open(`${path}/config`);
    const retry = page.getByLabel('Log in again when the bank is available again');
    await retry.check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').waitFor();
    const { body } = await dashboard.api.call('GET', `${path}/config`, { token });
    expect(body).toMatchObject({
      session_type: 'one-shot',
      max_codes_per_day: 4,
      retry_when_bank_unavailable: true,
    });
    await dashboard.api.call('POST', `${path}/scrape`, { token });
    const account = async () => (await dashboard.api.call('GET', path, { token })).body;
    await until(async () => ((await account()) as { retryAt: string | null }).retryAt !== null, 'the retry');
    await open(path);
    await page.getByText(/The login is tried again at/).waitFor();
    await page.getByRole('img', { name: /^Last 24 hours: .*failures in 1 hour/ }).waitFor();
    await open('/');
    await page.getByRole('img', { name: /^Last 24 hours: .*failures in 1 hour/ }).waitFor();

    await open(`${(await dashboard.addAccount(token, 'ok')).path}/config`);
    expect(await retry.isDisabled()).toBe(true);
    expect(problems).toEqual([]);
  });

  it('shows a new signing secret until the user confirms having copied it, even after Escape and a login', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok', { session_type: 'one-shot' });
    await open(`${account.path}/config`);
    await page.getByLabel('Endpoint URL').fill(receiver.url);
    await page.getByRole('button', { name: 'Save changes' }).click();
    const dialog = page.getByRole('dialog');
    const secret = dialog.getByText(/^whsec_[A-Za-z0-9+/=]{32,}$/);
    await secret.waitFor();
    await account.start();
    await until(
      async () =>
        (await dashboard.api.call('GET', account.path, { token })).text.includes('"sessionStatus":"stopped"'),
      'a whole login',
    );
    await page.keyboard.press('Escape');
    expect(await secret.isVisible()).toBe(true);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await secret.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  it('saves only the fields that were changed, and keeps typed values while another tab is open', async () => {
    const { page, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok');
    await dashboard.addAccount(token, 'ok', { otp_wait_seconds: 600, max_codes_per_day: 3 });
    await open('/overview');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('link', { name: 'Accounts' }).first().click();
    await page.locator('h1:focus', { hasText: 'Accounts' }).waitFor();
    await page.locator(`a[href$="${account.path}"]`).click();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByLabel('SMS senders').fill('Demo Bank');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByText('Not saved yet: SMS senders').waitFor();
    await page.getByRole('link', { name: 'Overview' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await page.goBack();
    await dialog.getByText('Not saved yet: SMS senders').waitFor();
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await dialog.waitFor({ state: 'detached' });
    await dashboard.api.call('PUT', `${account.path}/config`, { token, json: { otp_wait_seconds: 600 } });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').waitFor();
    const { body } = await dashboard.api.call('GET', `${account.path}/config`, { token });
    expect(body).toMatchObject({ sms_senders: ['Demo Bank'], otp_wait_seconds: 600 });

    const save = () => page.getByRole('button', { name: 'Save changes' }).click();
    const codes = page.getByLabel('Codes per day');
    await codes.fill('99');
    await save();
    await page.getByText('Enter a number from 1 to 50.').waitFor();
    // The bar at the bottom does not cover the field.
    expect(
      await page.evaluate(`(({ left, top }) => document.elementFromPoint(left + 5, top + 5) === document.activeElement)(
        document.activeElement.getBoundingClientRect())`),
    ).toBe(true);
    await codes.fill('9');
    await page.getByLabel('Endpoint URL').fill(receiver.url);
    await page.getByLabel('The bank needs an answer').uncheck();
    await save();
    await page.getByText('Nothing would be sent').waitFor();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    expect(await codes.inputValue()).not.toBe('9');
    await page.getByLabel('Name', { exact: true }).fill('Office');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { level: 1, name: 'Office' }).waitFor();
    await page.getByLabel('Copy settings from another account').selectOption('Household');
    await page.getByText(/^Not saved yet: .*Codes per day$/).waitFor();
    await page.goBack();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
    expect(await page.evaluate('location.pathname')).toBe('/app/');
  });

  it('shows what happened to a session whose browser was lost', async () => {
    const { page, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok', {}, 'demo-held');
    await account.start();
    await open(account.path);
    await page.getByText('Logged in').first().waitFor();
    await account.loseSession();
    await page.getByText('The browser was lost').first().waitFor();
    await page.getByText('The account is not affected.').waitFor();
  });

  it('sends a test notification, and sends one again', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok', {
      notification_endpoint_url: receiver.url,
      notification_events: ['assistance_required'],
    });
    await open(`${account.path}/deliveries`);
    await page.getByRole('button', { name: 'Send a test notification' }).click();
    await until(() => receiver.received.length === 1, 'the test');
    await page.getByRole('button', { name: 'Send again' }).first().click();
    await until(() => receiver.received.length === 2, 'the same again');
    const [first, second] = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(second).toBe(first);
    await open(`${account.path}/audit`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page
      .getByRole('cell', { name: /127\.0\.0\.1|@test\.example/ })
      .first()
      .waitFor();
    expect(problems).toEqual([]);
  });

  it('is blocked after a rejected password, shows that, and can be unblocked', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'bad-password');
    await open(account.path);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL(/\/prompt$/);
    await page.getByText('Wrong user name or password').waitFor();
    // The way leads to the password before the block is lifted.
    await page.getByRole('button', { name: 'Unblock and start' }).click();
    await page.getByRole('dialog').getByText('Have you corrected').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Change the password' }).click();
    await page.getByLabel('Password at the bank', { exact: true }).waitFor();
    await open('/');
    await page.getByText(/^Demo Bank · wrong credentials · (now|\d+ (sec|min)\. ago)$/).waitFor();
    expect(problems).toEqual([]);
  });

  it('can be stopped, which can be undone, and is deleted after its name is typed', async () => {
    const { page, problems, open, token } = await dashboard.openSignedIn();
    const account = await dashboard.addAccount(token, 'ok');
    await account.start();
    await open(`${account.path}/config`);
    await page.getByText('Open', { exact: true }).first().waitFor();
    const sessionStatus = async () =>
      z
        .object({ sessionStatus: z.string() })
        .parse((await dashboard.api.call('GET', account.path, { token })).body).sessionStatus;
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The session stops in 5 seconds.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await sessionStatus()).toBe('running');
    // Leaving the page stops it at once.
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('link', { name: 'Accounts' }).first().click();
    await until(async () => (await sessionStatus()) === 'stopped', 'the stop');
    await open(`${account.path}/config`);
    await page.getByRole('button', { name: /^Delete/ }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: /^Delete/ });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Household');
    await confirm.click();
    await until(
      async () => (await dashboard.api.call('GET', account.path, { token })).status === 404,
      'its end',
    );
    await page.getByRole('heading', { name: 'Your first login' }).waitFor();
    expect(problems).toEqual([]);
  });
});

it('a broken bank file is named, also on the pages of its accounts', async () => {
  const { page, problems, open, token } = await dashboard.openSignedIn();
  const accountId = await dashboard.api.addAccount(token, {}, threeSecrets.code);
  for (const path of ['/banks', `/accounts/${accountId}`]) {
    await open(path);
    const notice = page.getByRole('alert').filter({ hasText: 'three.yaml cannot be used' });
    expect(await notice.innerText()).toMatch(
      /The last valid version of three-secrets stays in use\.\s*Line 21: pages\[1\]\.is must be one of these/,
    );
  }
  // Nobody knows the bank of a file that was never good; accounts whose bank is missing may be at it.
  const lost = await dashboard.api.addAccount(token, {}, threeSecrets.code);
  await dashboard.api.stack.db
    .updateTable('accounts')
    .set({ bank_code: 'new' })
    .where('id', '=', lost)
    .execute();
  for (const path of ['/banks', `/accounts/${lost}`]) {
    await open(path);
    const notice = page.getByRole('alert').filter({ hasText: 'new.yaml cannot be used' });
    expect(await notice.innerText()).toMatch(
      /used as soon as the file is valid\.\s*Line 3: login_url must be/,
    );
  }
  const other = await dashboard.addAccount(token, 'ok');
  await open(other.path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByText('.yaml').count()).toBe(0);
  expect(problems).toEqual([]);
});

it('a bank file is checked, with the line of each error', async () => {
  const { page, problems, open } = await dashboard.openSignedIn();
  await open('/banks');
  const file = page.getByLabel('Bank file (YAML)');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText(/ is valid$/).waitFor();
  await file.fill((await file.inputValue()).replace('is: logged_in', 'is: logged_on'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText(/^\d+ errors?$/).waitFor();
  await page
    .getByRole('alert')
    .filter({ hasText: /^\d+ errors?/ })
    .getByText(/Line \d+:/)
    .first()
    .waitFor();
  expect(problems).toEqual([]);
});

it('the tab’s title counts waiting requests, and signing out everywhere also signs out the other tab', async () => {
  const one = await dashboard.openSignedIn();
  const other = await dashboard.openPage();
  await dashboard.signIn(other.page, one.token, 'operator@test.example');
  const account = await dashboard.addAccount(one.token, 'otp');
  await one.open('/');
  await other.open('/');
  await account.start();
  await until(async () => (await one.page.title()).startsWith('(1) '), 'the badge');
  await one.page.getByRole('button', { name: /operator@test\.example/ }).click();
  await one.page.getByText('Sign out everywhere').click();
  await one.page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect((await dashboard.api.call('GET', '/me', { token: one.token })).status).toBe(401);
  await other.page.getByRole('button', { name: 'Sign in' }).waitFor();
});

it('a new request triggers a notification and a sound, if these are switched on and the page has no focus', async () => {
  const { page, context, problems, open, token } = await dashboard.openSignedIn();
  await context.grantPermissions(['notifications']);
  await page.addInitScript(`
    window.called = [];
    window.Notification = class { static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      constructor(title, { body }) { window.called.push(title, body.split(', until ')[0]); } close() {} };
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function () {
      window.called.push('tone');
      return createOscillator.call(this);
    };
    document.hasFocus = () => !window.isAway;`);
  const called = () => page.evaluate('window.called');
  const silent = await dashboard.addAccount(token, 'otp');
  const loud = await dashboard.addAccount(token, 'otp');
  await open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate('window.isAway = true');
  await silent.start();
  await page.getByText('1 new account is waiting').waitFor();
  expect(await called()).toEqual([]);
  await page.getByRole('button', { name: /operator@test\.example/ }).click();
  for (const name of ['Browser notification', 'Sound'])
    await page.getByRole('menuitemcheckbox', { name }).click();
  await until(async () => JSON.stringify(await called()) === '["tone","tone"]', 'the sound, to try it');
  await page.evaluate('window.called = []');
  await loud.start();
  await page.getByText('2 new accounts are waiting').waitFor({ state: 'attached' });
  await until(
    async () =>
      /^\["tone","tone","Demo Bank: •••\d{3} · 6-digit code","Household"\]$/.test(
        JSON.stringify(await called()),
      ),
    'the call',
  );
  expect(problems).toEqual([]);
});

it('a new request is shown and announced on every other page, and leads to its prompt', async () => {
  const { page, problems, open, token } = await dashboard.openSignedIn({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
  });
  await page.addInitScript(`localStorage.setItem('sound', 'on')`);
  const first = await dashboard.addAccount(token, 'otp');
  const second = await dashboard.addAccount(token, 'otp');
  const known = page.waitForResponse(/\/api\/assistance$/);
  await open('/keys');
  await known;
  await page.getByText('The sound works after your first click on this page.').waitFor();
  const loadedAgain = page.waitForResponse(/\/api\/assistance\?/);
  await first.start();
  const isAsked = async ({ path }: { path: string }) =>
    (await dashboard.api.call('GET', `${path}/otp`, { token })).body !== null;
  await until(() => isAsked(first), 'the request');
  const toasts = page.getByRole('region', { name: 'New requests' });
  await toasts.getByText(/^Demo Bank: •••\d{3} · 6-digit code$/).waitFor();
  await page
    .getByRole('status')
    .getByText(/Demo Bank: .* Household, until/)
    .waitFor({ state: 'attached' });
  // An event loads what has changed, not all that waits.
  expect((await loadedAgain).url()).toContain(`?ids=${first.path.slice('/accounts/'.length)}`);
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await toasts.getByRole('button', { name: /^Hide: / }).click();
  await toasts.waitFor({ state: 'detached' });
  await page.getByText('The sound works after').waitFor({ state: 'detached' });
  await second.start();
  await until(() => isAsked(second), 'the second request');
  await toasts.getByRole('link', { name: /^Enter code/ }).click();
  await page.getByRole('textbox').first().waitFor();
  expect(page.url()).toContain(`${second.path}/prompt`);
  expect(await toasts.count()).toBe(0);
  expect(problems).toEqual([]);
});

it('a pushed request is shown without any page, and gives way to a note when it was answered', async () => {
  const { page, context, problems, open } = await dashboard.openSignedIn();
  // The headless browser permits no notifications.
  await page.addInitScript(`
    Notification.requestPermission = () => Promise.resolve('granted');
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });`);
  await open('/');
  const { origin } = new URL(page.url());
  await page.getByRole('button', { name: /operator@test\.example/ }).click();
  const arrival = context.waitForEvent('serviceworker');
  await page.getByRole('menuitemcheckbox', { name: 'Browser notification' }).click();
  const worker = await arrival;
  const cdp = await context.newCDPSession(page);
  const registrations: string[] = [];
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: known }) =>
    registrations.push(...known.map(({ registrationId }) => registrationId)),
  );
  await cdp.send('ServiceWorker.enable');
  const registrationId = await until(() => Promise.resolve(registrations[0]), 'the registration');
  // Chromium drops what is delivered before the worker is active.
  await until(() => worker.evaluate(`self.registration.active?.state === 'activated'`), 'the active worker');
  // A headless browser shows no notifications, and each of its pages has the focus.
  await worker.evaluate(`
    self.shown = [];
    ServiceWorkerRegistration.prototype.showNotification = (title, { tag, body, silent = false }) =>
      Promise.resolve(void (self.shown = [{ title, tag, body, silent }]));
    ServiceWorkerRegistration.prototype.getNotifications = () => Promise.resolve(self.shown);
    Clients.prototype.matchAll = () => Promise.resolve([]);`);
  const push = {
    requestId: 'a-request',
    accountId: 'an-account',
    account: 'Household',
    bank: 'Demo Bank',
    language: 'es',
    expiresAt: '2026-01-02T12:00:00Z',
    type: 'otp',
    descriptor: { length: 6, type: 'numeric', channel: 'sms', destination: '+44 •••• ••• 472' },
  };
  const deliver = (kind: string) =>
    cdp.send('ServiceWorker.deliverPushMessage', {
      origin: `${origin}/`,
      registrationId,
      data: JSON.stringify({ ...push, kind }),
    });
  const shown = (title: string) =>
    until(
      async () => JSON.stringify(await worker.evaluate('self.shown')).includes(`"title":"${title}`),
      title,
    );
  await deliver('show');
  await shown('Demo Bank: •••472 · Código de 6 dígitos');
  await deliver('withdraw');
  await shown('Ya no hace falta responder');
  expect(problems).toEqual([]);
});

it('a browser that throws on notifications, as Chrome on Android does, does not break the page', async () => {
  const { page, problems, open, token } = await dashboard.openSignedIn();
  await page.addInitScript(`
    window.Notification = class { static permission = 'granted';
      constructor() { throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification()'); } };
    localStorage.setItem('notify', 'on');
    document.hasFocus = () => false;`);
  const account = await dashboard.addAccount(token, 'otp');
  await open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await account.start();
  await page.getByText('1 new account is waiting').waitFor();
  expect(problems).toEqual([]);
});

it('the time left follows the server’s clock when the browser’s clock is wrong', async () => {
  const { page, open, token } = await dashboard.openSignedIn();
  await page.addInitScript(`{ const Machine = Date; const aheadMs = 600_000;
    window.Date = class extends Machine {
      constructor(...args) { if (args.length) super(...args); else super(Machine.now() + aheadMs); }
      static now() { return Machine.now() + aheadMs; } }; }`);
  const account = await dashboard.addAccount(token, 'otp', { otp_wait_seconds: 300 });
  await account.start();
  await open(`${account.path}/prompt`);
  const timer = page.getByRole('timer');
  await timer.waitFor();
  await until(async () => {
    const [minutes = 0, seconds = 0] = (await timer.innerText()).split(':').map(Number);
    const left = minutes * 60 + seconds;
    // The demo bank's own limit is three minutes.
    return left > 100 && left <= 180;
  }, 'the server’s time left');
});
