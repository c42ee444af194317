import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
import { galleryAccount } from '../../../test/support/gallery-accounts.js';
import { loadBankFiles } from '../../banks/load/load-banks.js';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';
import { importRecording } from './import-recording.js';

/**
 * The recordings in test/recordings were made with the Recorder of DevTools in Chromium 156, with the keys and clicks of a
 * person. Only the bank's port was changed.
 */
const recording = (shape: string): URL => new URL(`../../../test/recordings/${shape}.json`, import.meta.url);
/** Everything that was typed while a recording was made, but for the digits of keypads. */
const typedIn = (text: string): string[] =>
  Array.from(text.matchAll(/"value": "(.+)"/g), ([, value = '']) => value);

let bank: TestBank;
let pool: BrowserPool;
let folder: string;
beforeAll(async () => {
  bank = await startTestBank();
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  folder = await mkdtemp(join(tmpdir(), 'import-test-'));
});
afterAll(async () => {
  await pool.close();
  await bank.close();
  await rm(folder, { recursive: true });
});

const imported = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return await importRecording(file);
};

const shapes = ['two-pages', 'third-credential', 'send-code-first', 'trust-box', 'keypad-shuffled'];

describe.concurrent('a recording of a gallery site', () => {
  test.for(shapes)('%s becomes a file that logs in unchanged', async (shape, { expect }) => {
    const text = (await readFile(recording(shape), 'utf8')).replaceAll('http://127.0.0.1:40000', bank.url);
    const draft = await imported(`${shape}.json`, text);
    const typed = typedIn(text);
    expect(typed).toContain('ana+recorded');
    for (const value of typed) expect(draft).not.toContain(value);

    const file = join(folder, `${shape}.yaml`);
    await writeFile(file, draft);
    const [driver] = (await loadBankFiles([file], {})).values();
    if (!driver) throw new Error('The draft has no bank.');
    const username = 'ana+imported';
    const { password, secrets } = galleryAccount(shape);
    const context = await pool.openContext(driver.browser);
    const page = await context.newPage();
    expect(await driver.openLogin(page, { username, password, secrets })).toMatchObject({
      is: 'code_required',
    });
    const code = await bank.below(`/gallery/${shape}`).newestCode(username);
    expect(await driver.submitCode(page, code)).toEqual({ is: 'logged_in' });
    await context.close();
  });
});

const steps = (...given: object[]): string => JSON.stringify({ title: 'canary-title', steps: given });
const element = (...selectors: string[]) => ({ target: 'main', selectors: selectors.map((one) => [one]) });
const navigate = { type: 'navigate', url: 'https://www.bank.example/login?session=canary-session' };
const enter = (value: string, ...selectors: string[]) => ({
  type: 'change',
  value,
  ...element(...selectors),
});
const press = (...selectors: string[]) => ({
  type: 'click',
  offsetX: 1,
  offsetY: 1,
  ...element(...selectors),
});
const linesOf = (draft: string): string[] => draft.split('\n').map((line) => line.trim());

describe('the draft', () => {
  test('takes label and role before an id, an id before CSS, and no generated id', async () => {
    const draft = await imported(
      'a.json',
      steps(
        navigate,
        enter('canary', '#input-4711', 'xpath///*[@id="input-4711"]', 'form > input.user'),
        enter('canary-2', 'aria/Kennwort', '#pw'),
        press('aria/Anmelden', '#go', 'form > button.blue'),
      ),
    );
    expect(linesOf(draft)).toEqual(
      expect.arrayContaining([
        "- { fill: 'form > input.user', with: username }",
        `- { fill: 'role=textbox[name="Kennwort"]', with: password }`,
        `- { click: 'role=button[name="Anmelden"]' }`,
      ]),
    );
  });

  test('leaves out selectors and parts of addresses that repeat what was typed', async () => {
    const draft = await imported(
      'b.json',
      steps(
        { type: 'navigate', url: 'https://bank.example/canary-user/login#canary-user' },
        enter('canary-user', 'aria/Hello canary-user', '#user'),
        enter('canary-pass', '#pass'),
        {
          ...press('text/Sign in as canary-user'),
          assertedEvents: [{ type: 'navigation', url: 'https://bank.example/u/canary-user?t=1' }],
        },
      ),
    );
    expect(draft).not.toContain('canary');
    expect(linesOf(draft)).toEqual(
      expect.arrayContaining([
        "login_url: 'https://bank.example/' # DECIDE: a part of the address was left out",
        "- { fill: '#user', with: username }",
        "- { click: '#DECIDE' }",
        "- { url: 'https://bank.example/*', is: logged_in } # DECIDE: a selector is safer",
      ]),
    );
  });

  test('loads, whatever the recording lacks', async () => {
    for (const given of [
      [enter('x', '#a')],
      [navigate, enter('x', 'aria/It’s a "field"'), enter('y', '#b'), press()],
    ]) {
      const draft = await imported('c.json', steps(...given));
      const file = join(folder, 'c.yaml');
      await writeFile(file, draft);
      expect((await loadBankFiles([file], {})).size).toBe(1);
      expect(draft).not.toContain('canary');
    }
  });

  test('another file is refused, and nothing of it is repeated', async () => {
    await expect(imported('d.json', '{ "steps": "canary" }')).rejects.toThrow(
      /is not a recording of Chrome's Recorder, exported as JSON\.$/,
    );
    await expect(imported('d.py', 'print("canary")')).rejects.toThrow(
      /records no field that was filled in\. Is it a recording of Chrome's Recorder/,
    );
  });
});

const typescript = `import { test, expect } from '@playwright/test';
test('test', async ({ page }) => {
  await page.goto('https://bank.example/login');
  await page.getByRole('button', { name: 'Refuse (all)' }).click();
  await page.getByRole('textbox', { name: 'User name' }).click();
  await page.getByRole('textbox', { name: 'User name' }).fill('canary-user');
  await page.getByLabel('Document').selectOption('nie');
  await page.locator('#pw').fill('canary-\\'pass');
  await page.locator('#pw').press('Enter');
  await page.locator('iframe[name="secure"]').contentFrame().getByPlaceholder('SMS code').fill('837465');
  await page.locator('iframe[name="secure"]').contentFrame().getByRole('checkbox', { name: 'Trust' }).check();
  await page.locator('iframe[name="secure"]').contentFrame().getByText('Confirm', { exact: true }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(page.getByRole('heading', { name: 'Your accounts' })).toBeVisible();
});`;
const python = `def run(playwright: Playwright) -> None:
    page.goto("https://bank.example/login")
    page.get_by_role("button", name="Refuse (all)").click()
    page.get_by_role("textbox", name="User name").click()
    page.get_by_role("textbox", name="User name").fill("canary-user")
    page.get_by_label("Document").select_option("nie")
    page.locator("#pw").fill("canary-'pass")
    page.locator("#pw").press("Enter")
    page.locator("iframe[name=\\"secure\\"]").content_frame.get_by_placeholder("SMS code").fill("837465")
    page.locator("iframe[name=\\"secure\\"]").content_frame.get_by_role("checkbox", name="Trust").check()
    page.locator("iframe[name=\\"secure\\"]").content_frame.get_by_text("Confirm", exact=True).click()
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_role("heading", name="Your accounts")).to_be_visible()`;

test.for([
  ['TypeScript', 'login.spec.ts', typescript],
  ['Python', 'login.py', python],
] as const)('a script of codegen in %s is imported like a recording', async ([, name, script]) => {
  const draft = await imported(name, script);
  expect(draft.split('\n').filter((line) => !line.startsWith('#'))).toEqual(
    `
code: bank-example # DECIDE: a short name of the bank
name: 'bank.example' # DECIDE: the name that people see
login_url: 'https://bank.example/login'
secrets:
  document: { label: 'Document' } # DECIDE: pattern, private
dismiss:
  - 'role=button[name="Later"]' # DECIDE: was it in the way, or a step?
login:
  - { click: 'role=button[name="Refuse (all)"]' }
  - { fill: 'role=textbox[name="User name"]', with: username }
  - { select: 'role=combobox[name="Document"]', with: secrets.document } # DECIDE: or option, if it is the same for all
  - { fill: '#pw', with: password }
  - { press: Enter }
otp:
  input: '[placeholder="SMS code"]'
  submit: 'text="Confirm"'
  frame: 'iframe[name="secure"]'
  before_submit:
    - { check: 'role=checkbox[name="Trust"]' }
  channel: unknown # DECIDE: sms, email, call, app or token
pages:
  # DECIDE: the page after a wrong password, such as
  # - { selector: '#error', is: bad_credentials }
  # DECIDE: the page after a wrong code, such as
  # - { selector: '#code-error', is: code_rejected }
  - { selector: '[placeholder="SMS code"]', frame: 'iframe[name="secure"]', is: code_required }
  - { selector: 'role=heading[name="Your accounts"]', is: logged_in } # DECIDE: is it on this page only?
`
      .slice(1)
      .split('\n'),
  );
});
