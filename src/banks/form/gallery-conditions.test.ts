import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
import { anotherCode, loadGallery } from '../../../test/support/demo-bank.js';
import { galleryAccount } from '../../../test/support/gallery-accounts.js';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';

/** Banks of the gallery whose network and pages behave badly: the ledger is the same as at their best. */

/** Draws each part of the page again, except frames, which would lose what was typed; the focus stays. */
const redraws = `setInterval(() => {
  const focused = document.activeElement;
  for (const part of document.querySelectorAll('main > :not(iframe, dialog):not(:has(iframe, dialog))')) {
    const { parentNode, nextSibling } = part;
    part.remove();
    parentNode.insertBefore(part, nextSibling);
  }
  focused?.focus();
}, 1000);`;

/** Loads each address with a form anew, once, while it is filled in. */
const reloads = `addEventListener('DOMContentLoaded', () => {
  const key = 'loaded ' + location.pathname;
  if (sessionStorage[key] || !document.querySelector('form input')) return;
  sessionStorage[key] = 'once';
  const timer = setTimeout(() => location.reload(), 150);
  addEventListener('submit', () => clearTimeout(timer));
});`;

interface Condition {
  /** How long the answer to a request takes; requests are counted from 1. */
  delayMs: (request: number) => number;
  /** Runs in each document. */
  script?: string;
  shapes: string[];
}

const conditions: Record<string, Condition> = {
  'is slow': {
    delayMs: () => 1_000,
    shapes: ['two-pages', 'keypad-pictures', 'frame-other-origin'],
  },
  'answers out of order': {
    delayMs: (request) => (request % 2 === 0 ? 50 : 700),
    shapes: ['cookie-wall', 'interstitials-before', 'frame-other-origin', 'nested-frames'],
  },
  'draws itself again every second': {
    delayMs: () => 0,
    script: redraws,
    shapes: ['two-pages', 'keys-enable-button', 'keypad-pairs', 'code-in-groups', 'refusal-answers-post'],
  },
  // A page that answers a form is not among them: loaded anew, it sends the form again.
  'loads its forms anew': {
    delayMs: () => 0,
    script: reloads,
    shapes: ['document-type', 'third-credential', 'keypad-shuffled', 'code-in-groups', 'asked-in-selects'],
  },
};

let bank: TestBank;
let pool: BrowserPool;
const proxies: Server[] = [];

beforeAll(async () => {
  bank = await startTestBank();
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
});
afterAll(async () => {
  await pool.close();
  for (const proxy of proxies) proxy.close().closeAllConnections();
  await bank.close();
});

/** The address of a server that passes on what the bank answers, each time after a delay. */
async function delayed({ delayMs }: Condition): Promise<string> {
  let requests = 0;
  const proxy = createServer((req, res) => {
    requests += 1;
    const ms = delayMs(requests);
    const { method, headers, url } = req;
    const passedOn = request(bank.url + (url ?? ''), { method, headers }, (answer) => {
      setTimeout(() => {
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(res);
      }, ms);
    });
    passedOn.on('error', () => res.destroy());
    req.pipe(passedOn);
  });
  proxies.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy listens on no port.');
  return `http://127.0.0.1:${address.port}`;
}

describe.concurrent('a bank that', () => {
  const cases = Object.entries(conditions).flatMap(([name, condition]) =>
    condition.shapes.map((shape) => [name, shape, condition] as const),
  );
  test.for(cases)('%s: %s', async ([name, shape, condition], { expect }) => {
    const driver = (await loadGallery(await delayed(condition))).get(`gallery-${shape}`);
    if (!driver) throw new Error(`${shape} has no bank file.`);
    const context = await pool.openContext(driver.browser);
    if (condition.script !== undefined) await context.addInitScript(condition.script);
    const page = await context.newPage();
    const { password, secrets } = galleryAccount(shape);
    const username = `ana+${name.replaceAll(' ', '-')}`;
    const site = bank.below(`/gallery/${shape}`);

    expect(await driver.openLogin(page, { username, password, secrets })).toMatchObject({
      is: 'code_required',
    });
    const code = await site.newestCode(username);
    expect(await driver.submitCode(page, anotherCode(code))).toMatchObject({ is: 'code_rejected' });
    expect(await driver.submitCode(page, code)).toEqual({ is: 'logged_in' });
    expect(await site.ledger(username)).toMatchObject([
      { type: 'login_submitted', accepted: true },
      { type: 'code_sent' },
      { type: 'code_submitted', accepted: false, reason: 'wrong' },
      { type: 'code_submitted', accepted: true },
      { type: 'logged_in' },
    ]);
    await context.close();
  });
});
