import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readBankFile } from '../../src/banks/file/read-bank-file.js';
import { listBankFiles } from '../../src/banks/load/bank-files.js';
import { loadBanks } from '../../src/banks/load/load-banks.js';

const text: unknown = expect.any(String);
const startsWith = (start: string): unknown => expect.stringMatching(new RegExp(`^${start}`));
/** A list with at least one such item. */
const some = (item: object): unknown => expect.arrayContaining([expect.objectContaining(item)]);

/** Each starter file, and the gallery's bank of its shape. */
const shapes = {
  'one-page': 'code-answers-post',
  'two-pages': 'two-pages',
  'further-secret': 'third-credential',
  'asked-characters': 'asked-in-selects',
  keypad: 'keypad-shuffled',
  'keypad-pictures': 'keypad-pictures',
  'approval-in-app': 'approval-polls',
  'choose-channel': 'choose-channel',
  notices: 'cookie-wall',
  'form-in-frame': 'frame-other-origin',
};

const folderOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const examples = folderOf('banks/examples');

test('the starter files load together, and there is one for each shape', async () => {
  const names = (await readdir(examples)).map((name) => name.replace('.yaml', ''));
  expect(names.sort()).toEqual(Object.keys(shapes).sort());
  expect((await loadBanks({ folders: [examples], environment: {} })).size).toBe(names.length);
});

// The gallery's banks log in with a real browser in src/banks/form/gallery.test.ts and gallery-requests.test.ts.
test.each(Object.entries(shapes))('%s.yaml logs in as the gallery’s %s.yaml does', async (name, shape) => {
  const starter = await readBankFile(`${examples}/${name}.yaml`, {});
  const gallery = await readBankFile(`${folderOf('demo-bank/gallery/banks')}/${shape}.yaml`, {
    DEMO_BANK_URL: 'http://bank.test',
  });
  const flow = ({ login, fields, otp, choice, approval, secrets, dismiss, pages }: typeof starter) => ({
    ...{ login, fields, otp, choice, approval, secrets, dismiss, pages },
  });
  expect(flow(starter)).toEqual(flow(gallery));
});

test('the folder of banks does not load them', async () => {
  const { files } = await listBankFiles([folderOf('banks')]);
  expect(files.filter((file) => file.includes('examples'))).toEqual([]);
});

/** What a row of docs/starter-files.md says of a bank, and what a file for that must have. */
const rows: [says: string, name: string, has: object][] = [
  [
    'and password on one page',
    'one-page',
    { fields: { username: text, password: text }, otp: { input: text } },
  ],
  [
    'and for the password on the next page',
    'two-pages',
    { login: [{ with: 'username' }, { click: text }, { with: 'password' }, { click: text }] },
  ],
  ['a branch, customer or card number', 'further-secret', { login: some({ with: startsWith('secrets.') }) }],
  ['some characters of a word or a PIN', 'asked-characters', { login: some({ asked: text }) }],
  ['an on-screen keypad', 'keypad', { login: some({ keypad: text, by: 'text' }) }],
  ['whose keys are drawn', 'keypad-pictures', { login: some({ keypad: text, by: 'picture' }) }],
  ['approve the login in its app', 'approval-in-app', { pages: some({ is: 'approval_required' }) }],
  ['where to send the code', 'choose-channel', { pages: some({ is: 'choice_required' }) }],
  ['a cookie wall', 'notices', { dismiss: [text] }],
  ['the form in a frame', 'form-in-frame', { login: some({ with: 'password', frame: [text] }) }],
];

test('each row of the page that leads to them leads to a file with what it says', async () => {
  const page = await readFile(folderOf('docs/starter-files.md'), 'utf8');
  const linked = Array.from(
    page.matchAll(/^\| ([^|]+?) +\| \[([\w-]+)\.yaml\]\(\.\.\/banks\/examples\/\2\.yaml\) /gm),
    ([, says, name]) => ({ says, name }),
  );
  expect(linked.map(({ name }) => name)).toEqual(rows.map(([, name]) => name));
  for (const [at, [says]] of rows.entries()) expect(linked[at]?.says).toContain(says);
  expect(linked.map(({ name }) => name).sort()).toEqual(Object.keys(shapes).sort());
});

test.each(rows)('“%s” leads to %s.yaml, which has that', async (_, name, has) => {
  expect(await readBankFile(`${examples}/${name}.yaml`, {})).toMatchObject(has);
});
