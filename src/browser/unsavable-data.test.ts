import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { storageStateSchema } from '../assistance/storage-state.js';
import { type BrowserPool, createBrowserPool } from './chromium.js';
import { holdsUnsavableData } from './unsavable-data.js';

let pool: BrowserPool;
let server: Server;
let url: string;

beforeAll(async () => {
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end('<p>bank</p>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await pool.close();
  server.close();
});

/** The storage state of a browser whose page has put this value (an expression) into IndexedDB. */
async function stateWith(value: string) {
  const context = await pool.openContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.evaluate(`(async () => {
      const value = await (${value});
      const request = indexedDB.open('bank', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('kept');
      await new Promise((resolve) => (request.onsuccess = resolve));
      const writing = request.result.transaction('kept', 'readwrite');
      writing.objectStore('kept').put(value, 'key');
      await new Promise((resolve) => (writing.oncomplete = resolve));
    })()`);
    return storageStateSchema.parse(await context.storageState({ indexedDB: true }));
  } finally {
    await context.close();
  }
}

const keyPair = `crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])`;

test.each([
  ['a device key', keyPair],
  ['a device key inside an object', `${keyPair}.then((pair) => ({ device: { key: pair.privateKey } }))`],
  ['a file', `new Blob(['text'])`],
])('%s cannot be saved', async (_what, value) => {
  expect(holdsUnsavableData(await stateWith(value))).toBe(true);
});

test.each([
  ['text', `'a token'`],
  ['plain objects', `({ id: 7, tags: [], more: {} })`],
  ['dates, maps and bytes', `({ at: new Date(), by: new Map([['a', 1]]), bytes: new Uint8Array([1, 2]) })`],
])('%s can be saved', async (_what, value) => {
  expect(holdsUnsavableData(await stateWith(value))).toBe(false);
});
