import { Secret, TOTP } from 'otpauth';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { type DashboardUnderTest, openDashboard } from './dashboard-under-test.js';

let dashboard: DashboardUnderTest;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const password = 'correct horse battery';

async function signIn(
  page: Page,
  email: string,
  words = { email: 'Email', password: 'Password', go: 'Sign in' },
) {
  await page.getByLabel(words.email).fill(email);
  await page.getByLabel(words.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: words.go, exact: true }).click();
}

/** The page of after signing in. */
const untilSignedIn = (page: Page) => page.getByRole('navigation').first().waitFor();

const signInRow = (userId: string) =>
  dashboard.api.db
    .selectFrom('sign_ins')
    .selectAll()
    .where('user_id', '=', userId)
    .where('kind', '=', 'cookie')
    .where('ended_at', 'is', null)
    .executeTakeFirst();

it('an authenticator app is set up with a QR code, and is then needed to sign in, or a recovery code', async () => {
  const { email } = await dashboard.api.signUp();
  const { page, problems, open } = await dashboard.openPage({ viewport: { width: 390, height: 844 } });
  await open('/security');
  await signIn(page, email);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '');
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText('This is wrong.').waitFor();
  await page.getByLabel('Code', { exact: true }).fill(totp.generate());
  await page.keyboard.press('Enter');
  const codes = (await page.getByRole('region', { name: 'Recovery codes' }).innerText()).split('\n');
  expect(codes).toHaveLength(10);
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('You have 10 recovery codes left.').waitFor();

  await page.getByRole('button', { name: /^User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await signIn(page, email);
  const code = page.getByLabel('Code', { exact: true });
  await code.fill('123-wrong');
  await page.keyboard.press('Enter');
  await page.getByText('The code is wrong, or was used before.').waitFor();
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await code.fill(codes[3] ?? '');
  await page.keyboard.press('Enter');
  await page.getByText('You have 9 recovery codes left.').waitFor();
  expect(problems).toEqual([]);
});

it('the password is asked for before a secret is changed, if it was entered long ago, and the change goes on', async () => {
  const { email, userId, token } = await dashboard.api.signUp();
  const account = await dashboard.addAccount(token, 'otp');
  const { page, problems, open } = await dashboard.openPage();
  await open(`${account.path}/config`);
  await signIn(page, email);
  await untilSignedIn(page);
  const age = () =>
    dashboard.api.db
      .updateTable('sign_ins')
      .set({ authenticated_at: sql<Date>`now() - interval '1 hour'` })
      .where('user_id', '=', userId)
      .execute();
  await age();
  await page.getByLabel('Password at the bank', { exact: true }).fill('another');
  await page.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter your password' });
  await dialog.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await dialog.getByText('This is wrong.').waitFor();
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Saved').first().waitFor();

  // Above another dialog.
  await open('/keys');
  await page.getByRole('button', { name: 'Create a key' }).first().click();
  const keyDialog = page.getByRole('dialog', { name: 'Create a key' });
  await keyDialog.getByLabel('Name').fill('Office phone');
  await age();
  await keyDialog.getByRole('button', { name: 'Create a key' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(/^rbk_[0-9a-f]{8}_[0-9a-f]{64}$/).waitFor();
  expect(problems).toEqual([]);
});

it('where one is signed in is listed, and a sign-out there shows at once that nobody is called there any more', async () => {
  const { email } = await dashboard.api.signUp();
  const there = await dashboard.openPage();
  await there.open('/');
  await signIn(there.page, email);
  await untilSignedIn(there.page);
  const here = await dashboard.openPage({ locale: 'es-MX' });
  await here.open('/security');
  await signIn(here.page, email, { email: 'Correo electrónico', password: 'Contraseña', go: 'Entrar' });
  await here.page.getByText('Este dispositivo').waitFor();
  await here.page.getByRole('button', { name: /^Cerrar sesión: Chrome/ }).click();
  const alert = there.page.getByRole('alert');
  await alert.getByText('this device no longer alerts you').waitFor();
  expect([...here.problems, ...there.problems]).toEqual([]);
});

it('the end of a session is announced, and put off by entering the password', async () => {
  const { email, userId } = await dashboard.api.signUp();
  const { page, problems, open } = await dashboard.openPage({ viewport: { width: 390, height: 844 } });
  await open('/');
  await signIn(page, email);
  await untilSignedIn(page);
  await dashboard.api.db
    .updateTable('sign_ins')
    .set({
      ends_at: sql<Date>`now() + interval '500 seconds'`,
      expires_at: sql<Date>`now() + interval '500 seconds'`,
    })
    .where('user_id', '=', userId)
    .execute();
  await page.reload();
  await page
    .getByRole('alert')
    .getByText(/^Your session ends in [1-9] minutes\./)
    .waitFor();
  expect(await dashboard.accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Your session ends in').waitFor({ state: 'detached' });
  const row = await until(() => signInRow(userId), 'the sign-in');
  expect((row.ends_at?.getTime() ?? 0) - Date.now()).toBeGreaterThan(6 * 86_400_000);
  expect(problems).toEqual([]);
});
