import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readBankFile } from '../../src/banks/file/read-bank-file.js';
import { listBankFiles } from '../../src/banks/load/bank-files.js';
import { loadBanks } from '../../src/banks/load/load-banks.js';

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

test('the page that leads to them names each file', async () => {
  const page = await readFile(folderOf('docs/starter-files.md'), 'utf8');
  const linked = Array.from(page.matchAll(/\(\.\.\/banks\/examples\/([\w-]+)\.yaml\)/g), ([, name]) => name);
  expect(linked.sort()).toEqual(Object.keys(shapes).sort());
});
