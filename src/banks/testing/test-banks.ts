import { afterAll, beforeAll, inject } from 'vitest';
import type { Page } from 'playwright-core';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';
import type { BankDriver } from '../bank-driver.js';
import { bankFileSchema } from '../file/bank-file.js';
import { createFormBank } from '../form/form-bank.js';
import { type Connect, type Serve, startTestSite, type TestSite, type Visit } from './test-site.js';

/** How the test banks' pages are named, where a test says nothing else. */
const usualFile = {
  code: 'test',
  name: 'Test Bank',
  timeout_seconds: 5,
  fields: { username: '#user', password: '#pass', submit: '#go' },
  otp: { input: '#otp', submit: '#otp-go', message: '#note' },
  pages: [
    { selector: '#otp-error', is: 'code_rejected' },
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
    { selector: '#bad-login', is: 'bad_credentials' },
    { selector: '#locked', is: 'account_locked' },
    { selector: '#down', is: 'unavailable' },
  ],
};

/**
 * For a page whose button cannot be pressed, because it moves, until the page has loaded itself anew and is without this:
 * 200 ms after a press has begun, which leaves a mark in the document (src/banks/steps/press-guard.ts). It loads itself
 * once: asked again before the bank has answered, it would begin anew each time.
 */
export const movesUntilReloaded = (button: string): string => `
  <style>@keyframes move { to { margin-left: 600px } } ${button} { animation: move 9s linear infinite alternate }</style>
  <script>
    const timer = setInterval(() => {
      if (!document.keptBack) return;
      clearInterval(timer);
      setTimeout(() => location.reload(), 200);
    }, 20);
  </script>`;

export interface TestBank {
  url: string;
  visits: Visit[];
  driver: BankDriver;
  /** A page in a browser context of its own. */
  open(path?: string): Promise<Page>;
}

/** A site, a browser and banks for the tests of one file. */
export function useTestBanks() {
  let site: TestSite | undefined;
  let pool: BrowserPool | undefined;

  beforeAll(async () => {
    site = await startTestSite();
    pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  });
  afterAll(async () => {
    await pool?.close();
    await site?.close();
  });

  return {
    pool(): BrowserPool {
      if (!pool) throw new Error('The browser is there from beforeAll on.');
      return pool;
    },
    create(serve: Serve | string, changes: Record<string, unknown> = {}, connect?: Connect): TestBank {
      if (!site) throw new Error('The site is there from beforeAll on.');
      const { url, visits } = site.bank(serve, connect);
      const { keep_alive: keepAlive, ...others } = changes;
      const file = bankFileSchema.parse({
        ...usualFile,
        login_url: `${url}/login`,
        ...(keepAlive === undefined
          ? {}
          : { keep_alive: { url: `${url}/home`, every_seconds: 10, logged_in: '#accounts' } }),
        ...others,
      });
      const driver = createFormBank(file);
      return {
        url,
        visits,
        driver,
        open: async (path = '/code') => {
          const context = await this.pool().openContext(driver.browser);
          const page = await context.newPage();
          await page.goto(`${url}${path}`);
          return page;
        },
      };
    },
  };
}

export const loginForm = `
  <form method="post" action="login">
    <input id="user" name="user"><input id="pass" name="pass" type="password"><button id="go">Go</button>
  </form>`;

export const codeForm = `
  <form method="post" action="code" id="form">
    <p id="note" hidden></p>
    <p id="otp-error" hidden></p>
    <input id="otp" name="otp" maxlength="6" inputmode="numeric"><button id="otp-go">Confirm</button>
  </form>`;

/**
 * The code page of a bank that never navigates: the script answers what is in `code` when the form is sent. A script
 * that does not ask the bank by itself has asked it, and waited for its answer, at the first `wait`.
 */
export const singlePage = (answer: string): string => `
  <main id="main">${codeForm}</main><div id="accounts" hidden>Accounts</div><div id="locked" hidden>Locked</div>
  <script>
    const el = (id) => document.getElementById(id);
    let asked;
    const wait = async (ms) => { await asked; await new Promise((resolve) => setTimeout(resolve, ms)); };
    const show = (id, text) => { if (text !== undefined) el(id).textContent = text; el(id).hidden = false; };
    const hide = (id) => { el(id).hidden = true; };
    window.sent = [];
    addEventListener('submit', (event) => {
      event.preventDefault();
      const code = el('otp').value;
      window.sent.push(code);
      ${answer.includes('fetch(') ? '' : `asked = fetch('check', { method: 'POST', body: code });`}
      answer(code, window.sent.length);
    });
    async function answer(code, times) { ${answer} }
  </script>`;
