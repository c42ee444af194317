import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { z } from 'zod';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import type { ServerDeps } from '../api/support/api-under-test.js';
import { serveWithSockets } from '../api/support/api-with-sockets.js';
import { startApiWithLogins } from '../api/support/api-with-logins.js';
import { openDemoBank } from '../support/demo-bank.js';

export type DashboardUnderTest = Awaited<ReturnType<typeof openDashboard>>;

const layoutShiftsSchema = z.array(z.object({ value: z.number(), moved: z.array(z.string()) }));
const violationsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));

/**
 * The dashboard as built by `npm run prepare` (`npm test` runs that first), served by a real API, with a
 * worker, the demo bank and a Chromium.
 */
export async function openDashboard({
  moreBanks = [],
  ...overrides
}: { moreBanks?: BankDriver[] } & Partial<Pick<ServerDeps, 'brokenBankFiles'>> = {}) {
  const bank = await openDemoBank();
  const api = await startApiWithLogins([...bank.banks.values(), ...moreBanks], {
    // Over http, as the browsers of these tests come.
    publicUrl: 'http://codes.example',
    ...overrides,
  });
  let served = await serveWithSockets(api);
  const { url, port } = served;
  const browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
  });
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  /**
   * A page in a browser context of its own. `problems` collects uncaught errors and violations of the
   * Content-Security-Policy.
   */
  async function openPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.exposeFunction('reportViolation', (violation: string) => problems.push(violation));
    await page.addInitScript(
      `document.addEventListener('securitypolicyviolation', (event) =>
        window.reportViolation(event.violatedDirective + ' ' + event.blockedURI));
      window.layoutShifts = [];
      const describe = ({ node, previousRect, currentRect }) => {
        const [from, to] = [previousRect, currentRect].map(({ x, y }) => Math.round(x) + ',' + Math.round(y));
        const { outerHTML = node?.nodeValue } = node ?? {};
        return from + ' to ' + to + ': ' + String(outerHTML).slice(0, 120);
      };
      new PerformanceObserver((list) => {
        for (const { hadRecentInput, value, sources } of list.getEntries())
          if (!hadRecentInput) window.layoutShifts.push({ value, moved: sources.map(describe) });
      }).observe({ type: 'layout-shift', buffered: true });`,
    );
    /** What moved on the screen without input from the user, since the page was opened. */
    const layoutShifts = async () => layoutShiftsSchema.parse(await page.evaluate('window.layoutShifts'));
    const addressOf = (path: string) => `${url}/app${path}`;
    const open = (path: string) => page.goto(addressOf(path));
    return { page, context, problems, layoutShifts, addressOf, open };
  }

  /** The same, signed in as a new user. */
  async function openSignedIn(options: BrowserContextOptions = {}) {
    const { token, email } = await newUser();
    const opened = await openPage(options);
    await signIn(opened.page, token, email);
    return { ...opened, token };
  }

  /** Stores a session as the sign-in page does: the token as a cookie, and for the page that there is one. */
  async function signIn(page: Page, token: string, email: string): Promise<void> {
    const { hostname: domain } = new URL(url);
    await page
      .context()
      .addCookies([{ name: 'assisted_login', value: token, domain, path: '/api', httpOnly: true }]);
    const session = JSON.stringify({ user: { id: 'me', email, name: null } });
    // Once, so that a page that signs out stays signed out.
    await page.addInitScript(
      `if (sessionStorage.getItem('signed-in') === null) {
        sessionStorage.setItem('signed-in', 'once');
        localStorage.setItem('session', ${JSON.stringify(session)});
      }`,
    );
  }

  async function newUser() {
    const { token } = await api.signUp();
    return { token, email: 'operator@test.example' };
  }

  let customers = 0;
  /** An account of a new customer of the demo bank, used by this test only. */
  async function addAccount(
    token: string,
    scenario: string,
    config: Record<string, unknown> = {},
    bank: 'demo' | 'demo-held' = 'demo',
  ) {
    customers += 1;
    const username = `${scenario}+dashboard${customers}`;
    const accountId = await api.addAccount(
      token,
      {
        bank_username: username,
        bank_password: 'demo',
        login_mode: 'assisted',
        session_type: 'persistent',
        ...config,
      },
      bank,
    );
    const path = `/accounts/${accountId}`;
    return {
      username,
      path,
      start: () => api.call('POST', `${path}/scrape`, { token }),
      stop: () => api.call('POST', `${path}/kill`, { token }),
      /** Closes the browser page of its session, as a crash would. */
      loseSession: async (): Promise<void> => {
        const { id } = await api.stack.db
          .selectFrom('logins')
          .select('id')
          .where('account_id', '=', accountId)
          .where('ended_at', 'is', null)
          .executeTakeFirstOrThrow();
        await api.stack.heldLogins.get(id)?.page.close();
      },
    };
  }

  /** The rules of WCAG 2.2 AA, and the best practices, that the page violates. */
  async function accessibilityViolations(page: Page) {
    // Contrast is measured after animations, not in the middle of one. Those of spinners do not end.
    await page.evaluate(`Promise.allSettled(document.getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))`);
    await page.evaluate(axe);
    const found: unknown = await page.evaluate(`axe
      .run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
    return violationsSchema.parse(found);
  }

  return {
    api,
    bank,
    openPage,
    openSignedIn,
    signIn,
    addAccount,
    accessibilityViolations,
    /** Shuts the API server down, runs `act`, and starts another one on the same port. */
    async whileDown(act: () => Promise<void>): Promise<void> {
      await served.close();
      await act();
      served = await serveWithSockets(api, port);
    },
    async close(): Promise<void> {
      await browser.close();
      await served.close();
      await api.close();
      await bank.close();
    },
  };
}

export const wrongCode = (right: string): string =>
  right.startsWith('0') ? `1${right.slice(1)}` : `0${right.slice(1)}`;
