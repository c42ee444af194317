import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type BrowserPool, createBrowserPool } from './chromium.js';
import { watchDocuments } from './reopenable-document.js';

let pool: BrowserPool;
let server: Server;
let url: string;

const form = '<form method="post" action="/form"><button>Go</button></form>';
const documents: Record<string, string> = {
  '/': form,
  '/form': '<p id="answer">answer</p><a href="/plain">on</a>',
  '/redirecting': '<form method="post" action="/redirect"><button>Go</button></form>',
  '/plain': '<p id="answer">plain</p>',
  '/frame': '<iframe src="/"></iframe>',
  '/dialog': '<dialog id="answer" open>a code, please</dialog>',
  '/closed-dialog': '<dialog>a code, please</dialog><p id="answer">page</p>',
};

beforeAll(async () => {
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  server = createServer((req, res) => {
    if (req.url === '/redirect') res.writeHead(303, { location: '/plain' }).end();
    else res.setHeader('content-type', 'text/html').end(documents[req.url ?? ''] ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await pool.close();
  server.close();
});

async function isReopenableAfter(path: string, act: (page: Page) => Promise<unknown>): Promise<boolean> {
  const context = await pool.openContext();
  try {
    const page = await context.newPage();
    const documentWatch = watchDocuments(page);
    await page.goto(url + path);
    await act(page);
    return await documentWatch.isReopenable();
  } finally {
    await context.close();
  }
}

const press = async (page: Page): Promise<void> => {
  await page.click('button');
  await page.waitForSelector('#answer');
};

test.each<[string, string, (page: Page) => Promise<unknown>, boolean]>([
  ['was opened by its address', '/plain', (page) => page.waitForSelector('#answer'), true],
  ['answered a form', '/', press, false],
  ['was redirected to after a form', '/redirecting', press, true],
  [
    'changed its address by script after it answered a form',
    '/',
    async (page) => {
      await press(page);
      await page.evaluate(`history.pushState(null, '', '/plain')`);
    },
    false,
  ],
  [
    'follows one that answered a form',
    '/',
    async (page) => {
      await press(page);
      await page.click('a');
      await page.waitForURL('**/plain');
    },
    true,
  ],
  [
    'has a frame that answered a form',
    '/frame',
    async (page) => {
      await page.frameLocator('iframe').locator('button').click();
      await page.frameLocator('iframe').locator('#answer').waitFor();
    },
    false,
  ],
  [
    'had a frame that answered a form',
    '/frame',
    async (page) => {
      await page.frameLocator('iframe').locator('button').click();
      await page.frameLocator('iframe').locator('#answer').waitFor();
      await page.evaluate(`document.querySelector('iframe').remove()`);
    },
    true,
  ],
  ['has an open dialog', '/dialog', (page) => page.waitForSelector('#answer'), false],
  ['has a dialog that is closed', '/closed-dialog', (page) => page.waitForSelector('#answer'), true],
])('a document that %s', async (_what, path, act, isReopenable) => {
  expect(await isReopenableAfter(path, act)).toBe(isReopenable);
});

test('a document in a tab that a script opened cannot be opened again', async () => {
  const context = await pool.openContext();
  try {
    const opener = await context.newPage();
    await opener.goto(`${url}/plain`);
    const opened = context.waitForEvent('page');
    await opener.evaluate(`void window.open('/plain')`);
    const page = await opened;
    const documentWatch = watchDocuments(page);
    await page.waitForSelector('#answer');
    expect(await documentWatch.isReopenable()).toBe(false);
  } finally {
    await context.close();
  }
});
