import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBankFolders } from './bank-folders.js';

let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-folders-test-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

const bankFile = (code: string, name: string): string => `code: ${code}
name: ${name}
login_url: https://bank.example/login
fields: { username: '#user', password: '#pass', submit: '#go' }
pages:
  - { selector: '#accounts', is: logged_in }
`;
const put = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);
const open = (folders = [folder]) =>
  openBankFolders({
    folders,
    environment: {},
    log: pino({}, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) }),
  });
type Folders = Awaited<ReturnType<typeof open>>;

const namesOf = ({ installed }: Folders) => [...installed.values()].map(({ name }) => name).sort();
async function lookTwice(banks: Folders): Promise<void> {
  await banks.look();
  await banks.look();
}

test('a changed file is used, and a driver in use is the one it was', async () => {
  await put('a.yaml', bankFile('a', 'Old'));
  const banks = await open();
  const inUse = banks.installed.get('a');
  await put('a.yaml', bankFile('a', 'New'));
  await lookTwice(banks);
  expect([inUse?.name, banks.installed.get('a')?.name]).toEqual(['Old', 'New']);
  expect(lines).toEqual(['a bank file was loaded']);
});

test('what did not change is not loaded again', async () => {
  await put('a.yaml', bankFile('a', 'A'));
  const banks = await open();
  const before = banks.installed.get('a');
  await lookTwice(banks);
  expect(banks.installed.get('a')).toBe(before);
});

test('a new file is found, and one that is gone is not installed, but still known', async () => {
  await put('a.yaml', bankFile('a', 'A'));
  const banks = await open();
  await put('b.yaml', bankFile('b', 'B'));
  await unlink(join(folder, 'a.yaml'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['B']);
  expect([...banks.known.keys()].sort()).toEqual(['a', 'b']);
});

test('a broken file keeps its last good version and says what is wrong, until it is repaired', async () => {
  await put('a.yaml', bankFile('a', 'A'));
  const banks = await open();
  await put('a.yaml', bankFile('a', 'A').replace('logged_in', 'loggedin'));
  await put('b.yaml', 'code: [');
  await lookTwice(banks);
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['A']);
  expect(
    banks.broken().map(({ file, code, problems: [first] }) => [file, code, first?.line, first?.path]),
  ).toEqual([
    [join(folder, 'a.yaml'), 'a', 6, 'pages[0].is'],
    [join(folder, 'b.yaml'), null, 1, ''],
  ]);
  const message = 'a bank file is broken; its last good version, if there is one, stays in use';
  expect(lines, 'each is logged once').toEqual([message, message]);

  await put('a.yaml', bankFile('a', 'Repaired'));
  await put('b.yaml', bankFile('b', 'B'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['B', 'Repaired']);
  expect(banks.broken()).toEqual([]);
});

test('a file that is broken at the start takes no other bank away, and is used once it is repaired', async () => {
  await put('a.yaml', bankFile('a', 'A'));
  await put('b.yaml', bankFile('b', 'B').replace('logged_in', 'loggedin'));
  await put('c.yaml', bankFile('a', 'C'));
  const banks = await open();
  expect(namesOf(banks)).toEqual(['A']);
  expect(
    banks.broken().map(({ file, code, problems: [first] }) => [file, code, first?.line, first?.path]),
  ).toEqual([
    [join(folder, 'b.yaml'), null, 6, 'pages[0].is'],
    [join(folder, 'c.yaml'), null, undefined, 'code'],
  ]);
  const message = 'a bank file is broken; its last good version, if there is one, stays in use';
  await lookTwice(banks);
  expect(lines, 'each is logged once').toEqual([message, message]);

  await put('b.yaml', bankFile('b', 'B'));
  await unlink(join(folder, 'c.yaml'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['A', 'B']);
  expect(banks.broken()).toEqual([]);
});

test('a start without a good bank, or without a folder, fails and names all that is wrong', async () => {
  expect((await open()).installed.size, 'a folder may be empty').toBe(0);
  await put('a.yaml', bankFile('a', 'A').replace('logged_in', 'loggedin'));
  await put('b.yaml', 'code: [');
  await expect(open()).rejects.toThrow(/a\.yaml:6: pages\[0\]\.is: .*\n.*b\.yaml:1: is not YAML/);
  await put('c.yaml', bankFile('c', 'C'));
  await expect(open([folder, join(folder, 'none')])).rejects.toThrow(
    /none: cannot be read as a folder of banks/,
  );
});

test('a file that is written in parts is not read before it is whole', async () => {
  await put('a.yaml', bankFile('a', 'A'));
  const banks = await open();
  for (const half of ['', 'code: a\n', 'code: a\nname: [']) {
    await put('a.yaml', half);
    await banks.look();
    expect(banks.broken()).toEqual([]);
  }
  await put('a.yaml', bankFile('a', 'Whole'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['Whole']);
  expect(lines).toEqual(['a bank file was loaded']);
});

test.for(['replaced by a rename', 'removed and written anew'])(
  'a file that is %s is never gone',
  async (how) => {
    await put('a.yaml', bankFile('a', 'A'));
    const banks = await open();
    if (how === 'removed and written anew') {
      await rename(join(folder, 'a.yaml'), join(folder, 'a.yaml~'));
      await banks.look();
    }
    await put('.a.yaml.tmp', bankFile('a', 'B'));
    await rename(join(folder, '.a.yaml.tmp'), join(folder, 'a.yaml'));
    await banks.look();
    expect(namesOf(banks)).toEqual(['A']);
    await banks.look();
    expect(namesOf(banks)).toEqual(['B']);
    expect(lines).toEqual(['a bank file was loaded']);
  },
);

test('a link that points to another file counts as a change', async () => {
  for (const version of ['v1', 'v2']) {
    await mkdir(join(folder, version));
    await put(`${version}/a.yaml`, bankFile('a', version));
  }
  await symlink('v1/a.yaml', join(folder, 'a.yaml'));
  const banks = await open();
  await symlink('v2/a.yaml', join(folder, 'next'));
  await rename(join(folder, 'next'), join(folder, 'a.yaml'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['v2']);
});

test('a folder that cannot be read takes no bank away', async () => {
  const inner = join(folder, 'inner');
  await mkdir(inner);
  await put('inner/a.yaml', bankFile('a', 'A'));
  const banks = await open([inner]);
  await rename(inner, join(folder, 'away'));
  await lookTwice(banks);
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['A']);
  expect(lines).toEqual(['bank files cannot be read; their last versions stay in use']);
});

test('a second file with the code of another is refused, and taken over when the other is gone', async () => {
  await put('a.yaml', bankFile('a', 'First'));
  const banks = await open();
  await put('b.yaml', bankFile('a', 'Second'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['First']);
  expect(banks.broken()[0]?.problems[0]?.reason).toBe(`a is the code of ${join(folder, 'a.yaml')} too`);
  await unlink(join(folder, 'a.yaml'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['Second']);
});

test('a changed module is imported anew, and one that throws keeps the last good version', async () => {
  const module = (name: string) => `
    const fail = () => { throw new Error('not in this test'); };
    export default {
      code: 'm', name: '${name}', loginUrl: 'https://bank.example/', resumable: false, releaseWhileWaiting: false,
      otp: null, keepAlive: null, stepSeconds: 30, openLogin: fail, submitCode: fail, resendCode: fail, lookAgain: fail,
      isStillLoggedIn: fail,
    };`;
  await put('m.js', module('Old'));
  await put('package.json', '{ "type": "module" }');
  const banks = await open();
  await put('m.js', module('New'));
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['New']);
  await put('m.js', "throw new Error('canary-91');");
  await lookTwice(banks);
  expect(namesOf(banks)).toEqual(['New']);
  expect(banks.broken()[0]?.problems).toEqual([
    { file: join(folder, 'm.js'), path: '', reason: 'cannot be loaded', detail: 'canary-91' },
  ]);
});
