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
  /** Absent: one whom the bank lets in. */
  user?: string;
  /** How a login of that user ends with the suggestions. Absent: it is let in. */
  ends?: BankAnswer['is'];
  change: Change;
  cause: FailureEvidence['cause'];
  /** Absent where that depends on how fast the machine is. */
  waitedFor?: (string | number)[] | null;
  /** The first of them. */
  covers?: FailureEvidence['covers'][number];
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
    what: 'a covered click',
    shape: 'covered-button',
    change: (file) => file.deleteIn(['dismiss']),
    cause: 'covered',
    covers: { over: 'Sign in', element: '<div> Offer', selector: '#offer' },
    suggested: ["dismiss:\n  - '#offer-later'"],
  },
  {
    what: 'a moved code field',
    shape: 'trust-box',
    change: (file) => {
      file.setIn(['otp', 'input'], '#sms-code');
      file.setIn(['pages', 1, 'selector'], '#sms-code');
    },
    cause: 'code_field_not_found',
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
  {
    what: 'an unknown page that wants a new password',
    shape: 'password-expired',
    user: 'old',
    ends: 'password_expired',
    change: (file) => dropPage(file, 'password_expired'),
    cause: 'unknown_page',
    waitedFor: null,
    suggested: ["pages:\n  - { selector: '#new-password', is: password_expired }"],
  },
  {
    what: 'an unknown page that turns the browser away',
    shape: 'access-denied',
    user: 'denied',
    ends: 'access_denied',
    change: (file) => dropPage(file, 'access_denied'),
    cause: 'unknown_page',
    waitedFor: null,
    suggested: ['pages:\n  - { selector: \'h1:text-is("Access denied")\', is: access_denied }'],
  },
  {
    what: 'an unknown page of a locked account',
    shape: 'two-pages',
    user: 'locked',
    ends: 'account_locked',
    change: (file) => dropPage(file, 'account_locked'),
    cause: 'unknown_page',
    waitedFor: null,
    suggested: ['pages:\n  - { selector: \'h1:text-is("Your access is locked")\', is: account_locked }'],
  },
];

function dropPage(file: Document, kind: string): void {
  const pages = (file.toJS() as { pages: { is: string }[] }).pages;
  file.deleteIn(['pages', pages.findIndex(({ is }) => is === kind)]);
}

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
  test.for(variants)('$what', async (variant, { expect }) => {
    const { shape, change, cause, waitedFor, covers, suggested, user = 'ana', ends = 'logged_in' } = variant;
    const file = await readFileOf(shape);
    change(file);
    const failed = await logIn(file, shape, `${user}+before`);
    expect(failed.is).not.toBe(ends);
    const { evidence } = failed;
    expect(evidence?.cause).toBe(cause);
    if (waitedFor !== undefined) expect(evidence?.waited_for?.path ?? null).toEqual(waitedFor);
    if (covers) expect(evidence?.covers[0]).toEqual(covers);
    const suggestions = evidence?.suggestions ?? [];
    expect(suggestions.map(({ yaml }) => yaml)).toEqual(suggested);
    for (const one of suggestions) {
      expect(valueInLines(one)).toEqual(one.value);
      apply(file, one);
    }
    file.setIn(['timeout_seconds'], 60);
    expect(await logIn(file, shape, `${user}+after`)).toMatchObject({ is: ends });
  });
});
