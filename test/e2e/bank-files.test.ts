import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchBanks } from '../../src/banks/load/watch-banks.js';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { issuesOf } from '../api/support/caller.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { until } from '../support/until.js';

let bank: DemoBank;
let folder: string;
let text: string;
let watch: Awaited<ReturnType<typeof watchBanks>>;
let api: ApiWithLogins;

beforeAll(async () => {
  bank = await openDemoBank();
  folder = await mkdtemp(join(tmpdir(), 'bank-files-test-'));
  const gallery = new URL('../../demo-bank/gallery/banks/two-pages.yaml', import.meta.url);
  text = await readFile(gallery, 'utf8');
  await write(text);
  const environment = { DEMO_BANK_URL: bank.url };
  watch = await watchBanks({ folders: [folder], environment, log: pino({ level: 'silent' }), everyMs: 50 });
  api = await startApiWithLogins(watch.known, { banks: watch.installed, brokenBankFiles: watch.broken });
});
afterAll(async () => {
  await api.close();
  await watch.close();
  await bank.close();
  await rm(folder, { recursive: true });
});

const write = (yaml: string): Promise<void> => writeFile(join(folder, 'collines.yaml'), yaml);

it('a bank file is used, kept when it is broken, and gone, without a restart', async () => {
  const username = 'ana+reloaded';
  const customer = await api.newCustomer('gallery-two-pages', {
    bank_username: username,
    bank_password: 'demo',
  });
  const { token } = customer;
  const read = async (path: string) => (await api.call('GET', path, { token })).body;
  const banks = () => read('/banks') as Promise<{ name: string }[]>;
  const broken = () => read('/banks/broken') as Promise<{ files: unknown[] }>;
  const metric = async () =>
    (await api.call('GET', '/metrics')).text
      .split('\n')
      .filter((line) => line.startsWith('assisted_login_bank_file_broken{'));
  expect(await metric()).toEqual(['assisted_login_bank_file_broken{bank="gallery-two-pages"} 0']);

  await customer.untilAsked();
  // This version does not know the code page.
  await write(
    text
      .replace('Banque des Collines', 'Collines 2')
      .replace(/otp:[^]*pages:/, 'pages:')
      .replace(/.*is: code_.*\n/g, '')
      .replace('timeout_seconds: 15', 'timeout_seconds: 2'),
  );
  await until(async () => (await banks()).some(({ name }) => name === 'Collines 2'), 'the changed file');
  await customer.submit({ code: await bank.recordsBelow('/gallery/two-pages').code(username) });
  expect(await customer.ended(), 'the login keeps the version it began with').toMatchObject({
    outcome: 'logged_in',
  });
  await customer.start();
  expect(await customer.ended(), 'the next login uses the new version').toMatchObject({
    outcome: 'page_not_recognised',
  });

  await write(text.replace('is: logged_in', 'is: loggedin'));
  await until(async () => (await broken()).files.length > 0, 'the broken file');
  expect(await broken()).toEqual({
    files: [
      {
        file: 'collines.yaml',
        bank: 'gallery-two-pages',
        issues: [
          { path: 'pages[2].is', line: 23, message: expect.stringMatching(/^must be one of /) as string },
        ],
      },
    ],
  });
  expect(await banks()).toMatchObject([{ name: 'Collines 2' }]);
  expect(await metric()).toEqual(['assisted_login_bank_file_broken{bank="gallery-two-pages"} 1']);

  await unlink(join(folder, 'collines.yaml'));
  await until(async () => (await broken()).files.length === 0, 'the file to be gone');
  const start = await customer.start();
  expect([start.status, issuesOf(start).map(({ path }) => path)]).toEqual([400, ['bank']]);
  expect(await metric()).toEqual([]);
});
