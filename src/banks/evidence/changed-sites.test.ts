import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Document, parse, parseDocument } from 'yaml';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
import type { EvidenceSuggestion, FailureEvidence } from '../../assistance/failure-evidence.js';
import type { BankAnswer, BankDriver, Credentials } from '../bank-driver.js';
import { parseBankFile } from '../file/read-bank-file.js';
import { createFormBank } from '../form/form-bank.js';
import { useTestBanks } from '../testing/test-banks.js';
import { collectEvidence } from './collect-evidence.js';

const banks = useTestBanks();
let site: TestBank;
beforeAll(async () => {
  site = await startTestBank();
});
afterAll(async () => {
  await site.close();
});

/** A file that does not fit its site any more: a change at the bank is the same as the opposite change of its file. */
type Change = (file: Document) => void;

interface Variant {
  what: string;
  shape: string;
  change: Change;
  cause: FailureEvidence['cause'];
  /** Absent where that depends on how fast the machine is. */
  waitedFor?: (string | number)[] | null;
  suggested: string[];
}

const variants: Variant[] = [
  {
    what: 'a renamed button',
    shape: 'two-pages',
    change: (file) => file.setIn(['login', 3, 'click'], '#log-on'),
    cause: 'not_found',
    waitedFor: ['login', 3],
    suggested: ["login:\n  - { click: '#sign-in' }"],
  },
  {
    what: 'a form that went into a frame',
    shape: 'frame-other-origin',
    change: (file) => file.setIn(['login', 0], { fill: '#username', with: 'username' }),
    cause: 'not_found',
    waitedFor: ['login', 0],
    suggested: ["login:\n  - { fill: '#username', with: username, frame: '#secure' }"],
  },
  {
    what: 'a new cookie wall',
    shape: 'cookie-wall',
    change: (file) => file.deleteIn(['dismiss']),
    cause: 'covered',
    suggested: ["dismiss:\n  - '#cookies-refuse'"],
  },
  {
    what: 'a moved code field',
    shape: 'trust-box',
    change: (file) => {
      file.setIn(['otp', 'input'], '#sms-code');
      file.setIn(['pages', 1, 'selector'], '#sms-code');
    },
    cause: 'unknown_page',
    waitedFor: null,
    suggested: ["otp:\n  input: '#otp'", "pages:\n  - { selector: '#otp', is: code_required }"],
  },
  {
    what: 'an unknown page after the password',
    shape: 'session-elsewhere',
    change: (file) => file.deleteIn(['dismiss']),
    cause: 'unknown_page',
    waitedFor: null,
    suggested: ["dismiss:\n  - '#continue-here'"],
  },
];

async function readFileOf(shape: string): Promise<Document> {
  const path = new URL(`../../../demo-bank/gallery/banks/${shape}.yaml`, import.meta.url);
  const file = parseDocument(await readFile(path, 'utf8'));
  file.setIn(['timeout_seconds'], 10);
  return file;
}

/** Logs in with a bank's file, with the code if one is asked for. */
async function logIn(file: Document, shape: string, username: string) {
  const driver = createFormBank(parseBankFile(file.toString(), shape, { DEMO_BANK_URL: site.url }));
  const secrets: Record<string, string> = shape === 'third-credential' ? { branch: '0417' } : {};
  return await logInWith(driver, { username, password: 'demo', secrets }, async () =>
    site.below(`/gallery/${shape}`).newestCode(username),
  );
}

async function logInWith(driver: BankDriver, credentials: Credentials, readCode: () => Promise<string>) {
  const page = await (await banks.pool().openContext(driver.browser)).newPage();
  let answer: BankAnswer = await driver.openLogin(page, credentials);
  let code = '';
  if (answer.is === 'code_required') {
    code = await readCode();
    answer = await driver.submitCode(page, code, credentials);
  }
  const collected =
    answer.is === 'logged_in'
      ? null
      : await collectEvidence(page, {
          bank: driver.code,
          step: code === '' ? 'log_in' : 'code',
          outcome: answer.is === 'not_submitted' ? 'not_submitted' : 'page_not_recognised',
          reason: answer.is === 'not_submitted' ? answer.reason : null,
          secrets: [credentials.username, credentials.password, code],
          hidesUnknownCodes: false,
        });
  await page.context().close();
  return { is: answer.is, evidence: collected?.evidence };
}

function apply(file: Document, { action, path, value }: EvidenceSuggestion): void {
  if (action === 'add') {
    if (!file.hasIn(path)) file.setIn(path, file.createNode([]));
    file.addIn(path, file.createNode(value));
  } else if (action === 'replace') file.setIn(path, file.createNode(value));
  else file.deleteIn(path);
}

/** What the lines of a suggestion say, at its place. */
function valueInLines({ action, path, yaml }: EvidenceSuggestion): unknown {
  let at: unknown = parse(yaml);
  for (const part of path) {
    const key = typeof part === 'number' ? 0 : part;
    at = (at as Record<string | number, unknown>)[key];
  }
  return action === 'add' ? (at as unknown[])[0] : at;
}

describe.concurrent('the evidence names the cause, and what it suggests makes the login work', () => {
  test.for(variants)('$what', async ({ shape, change, cause, waitedFor, suggested }, { expect }) => {
    const file = await readFileOf(shape);
    change(file);
    const failed = await logIn(file, shape, 'ana+before');
    expect(failed.is).not.toBe('logged_in');
    const { evidence } = failed;
    expect(evidence?.cause).toBe(cause);
    if (waitedFor !== undefined) expect(evidence?.waited_for?.path ?? null).toEqual(waitedFor);
    const suggestions = evidence?.suggestions ?? [];
    expect(suggestions.map(({ yaml }) => yaml)).toEqual(suggested);
    for (const one of suggestions) {
      expect(valueInLines(one)).toEqual(one.value);
      apply(file, one);
    }
    file.setIn(['timeout_seconds'], 60);
    expect(await logIn(file, shape, 'ana+after')).toMatchObject({ is: 'logged_in' });
  });

  test('a covered click', async ({ expect }) => {
    const page = `
      <div id="form"><input id="user"><input id="pass" type="password"><div id="go" role="button">Go</div></div>
      <div id="news" role="dialog" aria-label="News" style="position: fixed; inset: 0; background: white">
        <h2>Our new app</h2><a href="#details">Tell me more</a><div role="button" class="later">Not now</div></div>
      <script>
        const news = document.querySelector('#news');
        news.querySelector('.later').onclick = () => news.remove();
        document.querySelector('#go').onclick = () =>
          fetch('in', { method: 'POST' }).then(() => { document.body.innerHTML = '<p id="accounts">Accounts</p>'; });
      </script>`;
    const credentials = { username: 'ana', password: 'secret', secrets: {} };
    const noCode = () => Promise.reject(new Error('No code is asked for.'));
    const changes = { timeout_seconds: 10 };
    const failed = await logInWith(banks.create(page, changes).driver, credentials, noCode);
    expect(failed).toMatchObject({ is: 'not_submitted', evidence: { cause: 'covered', reason: 'covered' } });
    expect(failed.evidence?.covers[0]).toEqual({ over: '', element: '<div> News', selector: '#news' });
    const [suggestion] = failed.evidence?.suggestions ?? [];
    expect(suggestion?.yaml).toBe('dismiss:\n  - \'div:text-is("Not now")\'');
    const dismiss = [suggestion?.value];
    const mended = banks.create(page, { ...changes, dismiss }).driver;
    expect(await logInWith(mended, credentials, noCode)).toMatchObject({ is: 'logged_in' });
  });
});
