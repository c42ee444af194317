import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BankDriver } from '../bank-driver.js';
import { BankFileError } from '../file/bank-file-error.js';
import { loadBanks } from './load-banks.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banks-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const good = `code: good
name: Good Bank
login_url: \${BANK_URL}/login
fields: { username: '#user', password: '#pass', submit: '#go' }
otp:
  input: '#otp'
pages:
  - { selector: '#otp', is: code_required }
  - { selector: '#accounts', is: logged_in }
`;
const put = async (files: Record<string, string | Uint8Array>): Promise<void> => {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
};
const load = (environment: Record<string, string> = { BANK_URL: 'https://bank.example' }) =>
  loadBanks({ folders: [folder], environment });

async function problemsOf(loading: Promise<unknown>): Promise<string[]> {
  const error: unknown = await loading.catch((thrown: unknown) => thrown);
  if (!(error instanceof BankFileError))
    throw new Error('It loaded, or failed in another way.', { cause: error });
  return error.message.split('\n').map((line) => line.replace(`${folder}/`, '').replace(folder, 'folder'));
}

describe('what a bank file says', () => {
  test('is known before any login', async () => {
    await put({ 'good.yaml': good });
    expect((await load()).get('good')).toMatchObject({
      code: 'good',
      name: 'Good Bank',
      loginUrl: 'https://bank.example/login',
      resumable: false,
      releaseWhileWaiting: false,
      otp: { expiresSeconds: null, maxAttempts: null, resend: null },
      keepAlive: null,
    } satisfies Partial<BankDriver>);
  });

  test('the example of the documentation is one', async () => {
    const text = await readFile(new URL('../../../docs/banks.md', import.meta.url), 'utf8');
    await put({ 'example.yml': /```yaml\n(code: example\n[^]*?)```/.exec(text)?.[1] ?? '' });
    expect((await load()).get('example')).toMatchObject({
      otp: { expiresSeconds: 120, maxAttempts: 3, resend: { afterSeconds: 30 } },
      keepAlive: { everySeconds: 120 },
    });
  });

  test('its secrets are known with all that a form needs', async () => {
    await put({
      'a.yaml': `${good}secrets:
  branch: { label: Branch number, pattern: '^\\d{4}$' }
  memorable: { label: Memorable word, private: true }
`,
    });
    expect((await load()).get('good')?.secrets).toEqual([
      { name: 'branch', label: 'Branch number', pattern: '^\\d{4}$', private: false },
      { name: 'memorable', label: 'Memorable word', pattern: null, private: true },
    ]);
  });

  test("the demo bank's files are two", async () => {
    const demo = new URL('../../../demo-bank/banks', import.meta.url).pathname;
    const banks = await loadBanks({ folders: [demo], environment: { DEMO_BANK_URL: 'http://127.0.0.1:1' } });
    expect([...banks.values()].map(({ code, resumable }) => [code, resumable]).sort()).toEqual([
      ['demo', true],
      ['demo-held', false],
    ]);
  });

  test('a resumable bank releases its browser unless it says otherwise', async () => {
    await put({
      'a.yaml': good.replace('code: good', 'code: a\nresumable: true'),
      'b.yaml': good.replace('code: good', 'code: b\nresumable: true\nrelease_while_waiting: false'),
    });
    expect([...(await load()).values()].map((bank) => bank.releaseWhileWaiting)).toEqual([true, false]);
  });
});

describe('the environment in values', () => {
  test('may be a number or a truth value where nothing is quoted', async () => {
    await put({
      'a.yaml': `${good.replace('code: good', "code: '${CODE}'")}resumable: \${YES}\ntimeout_seconds: \${N}\n`,
    });
    const banks = await load({ BANK_URL: 'https://b.example', CODE: '12', YES: 'true', N: '7' });
    expect(banks.get('12')).toMatchObject({ resumable: true, stepSeconds: 7 * 3 + 15 });
  });

  test('cannot change the shape of a file', async () => {
    await put({ 'a.yaml': good.replace('Good Bank', '${NAME}') });
    const banks = await load({ BANK_URL: 'https://b.example', NAME: 'x\ncode: other' });
    expect([...banks.keys()]).toEqual(['good']);
  });

  test('that is missing, empty or not a name is told with its place', async () => {
    await put({ 'a.yaml': good.replace('Good Bank', '${2x}').replace("'#accounts'", "'${SELECTOR}'") });
    expect(await problemsOf(load({ BANK_URL: '' }))).toEqual([
      'a.yaml:2: name: ${2x} is not a ${NAME} of the environment',
      'a.yaml:3: login_url: needs BANK_URL in the environment, where it is not set',
      'a.yaml:9: pages[1].selector: needs SELECTOR in the environment, where it is not set',
    ]);
  });
});

describe('a broken file stops all', () => {
  const broken: [what: string, text: string, problem: string | RegExp][] = [
    [
      'a name that nobody can keep',
      good.replace('Good Bank', '"Good\\0Bank"'),
      /^a\.yaml:2: name: must be well-formed text$/,
    ],
    [
      'an unknown key',
      `${good}colour: red\n`,
      /^a\.yaml:10: colour: is not known here: check its spelling, or leave it out$/,
    ],
    [
      'an unknown page',
      good.replace('is: logged_in', 'is: loggedin'),
      /^a\.yaml:9: pages\[1\]\.is: must be one of code_rejected, /,
    ],
    [
      'no page of a login',
      good.replace('is: logged_in', 'is: unavailable'),
      'a.yaml:8: pages: must name the page that is: logged_in',
    ],
    [
      'a code with capitals',
      good.replace('code: good', 'code: Good'),
      /^a\.yaml:1: code: must be 1 to 64 of/,
    ],
    [
      'a selector without quotes',
      good.replace("'#go'", '5'),
      'a.yaml:4: fields.submit: must be a selector in quotes',
    ],
    [
      'a selector that is a comment',
      good.replace("input: '#otp'", 'input: #otp'),
      'a.yaml:6: otp.input: must be a selector in quotes',
    ],
    [
      'another kind of address',
      good.replace('${BANK_URL}', 'ftp://x'),
      'a.yaml:3: login_url: must be an http:// or https:// address',
    ],
    [
      'a release that is not resumable',
      `${good}release_while_waiting: true\n`,
      /^a\.yaml:10: release_while_waiting: is only for/,
    ],
    [
      'a keep_alive without its page',
      `${good}keep_alive: { url: 'https://b.example', every_seconds: 9 }\n`,
      /keep_alive\.logged_in: must be a selector/,
    ],
    [
      'a pause for no resend',
      good.replace('  input', '  resend_after_seconds: 9\n  input'),
      /^a\.yaml:6: otp\.resend_after_seconds: needs otp\.resend/,
    ],
    [
      'code pages without a field',
      good.replace(/otp:\n.*\n/, ''),
      /^a\.yaml:6: pages\[0\]\.is: is code_required, and there is no otp/,
    ],
    ...(
      [
        ['0', 'otp.length: must be a whole number from 1 to 32'],
        ["'6'", 'otp.length: must be a whole number from 1 to 32, or { min, max } of such numbers'],
        ['{ min: 6 }', 'otp.length.max: must be a whole number from 1 to 32'],
        ['{ min: 0, max: 8 }', 'otp.length.min: must be a whole number from 1 to 32'],
        ['{ min: 8, max: 6 }', 'otp.length.min: must not be larger than max'],
        [
          '{ min: 6, max: 8, step: 2 }',
          'otp.length.step: is not known here: check its spelling, or leave it out',
        ],
      ] as const
    ).map(([length, problem]): [string, string, string] => [
      `a code of length ${length}`,
      good.replace('  input', `  length: ${length}\n  input`),
      `a.yaml:6: ${problem}`,
    ]),
    [
      'a time of no length',
      `${good}timeout_seconds: 0\n`,
      'a.yaml:10: timeout_seconds: must be a whole number from 1 to 300',
    ],
    ['broken YAML', `${good}  - [`, /^a\.yaml:\d+: is not YAML: a /],
    ['an empty file', '', /^a\.yaml:1: is empty: a bank begins with the keys code, name and login_url$/],
    ['a file of comments', '# nothing\n', /^a\.yaml:1: is empty: /],
    ['a text', 'hello\n', /^a\.yaml:1: must be keys with values, /],
    [
      'a tab',
      `code: a\n\tname: b\n`,
      /^a\.yaml:2: is not YAML: a line is indented with a tab: use spaces \(/,
    ],
    [
      'a colon in a value',
      'code: a\nname: A: b\n',
      /^a\.yaml:2: is not YAML: a value contains a colon and a space/,
    ],
    [
      'a # without quotes',
      'code: a\npages:\n  - { selector: #a, is: logged_in }\n',
      /^a\.yaml:4: is not YAML: .*a # outside of quotes/,
    ],
    [
      'a list that is not indented alike',
      'pages:\n   - x\n  - y\n',
      /^a\.yaml:3: is not YAML: .*entries of a list are not indented alike[^\n]*$/,
    ],
    [
      'the same key twice',
      `${good}code: good\n`,
      /^a\.yaml:10: is not YAML: a key is there twice: put what belongs to it below one of them \(Map keys must be unique/,
    ],
    ['a file that is too large', good + '#'.repeat(300_000), 'a.yaml: is larger than 256 kB'],
  ];
  test.for(broken)('%s', async ([, text, problem]) => {
    await put({ 'a.yaml': text, 'fine.yaml': good.replace('code: good', 'code: fine') });
    const problems = await problemsOf(load());
    expect(problems.slice(0, 1)).toEqual([
      typeof problem === 'string' ? problem : (expect.stringMatching(problem) as string),
    ]);
  });

  test('text that is not UTF-8, and aliases that grow without end', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 9; at++)
      lines.push(
        `a${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      );
    await put({ 'a.yaml': Uint8Array.from([0x63, 0xff, 0xfe, 0x80]), 'b.yaml': lines.join('\n') });
    expect(await problemsOf(load())).toEqual([
      'a.yaml: is not UTF-8 text',
      'b.yaml: uses too many or unknown YAML aliases',
    ]);
  });

  test('every problem of every file is told at once, and the folder that is not there', async () => {
    await put({ 'a.yaml': good.replace('name: Good Bank\n', ''), 'b.yaml': 'code: [' });
    const problems = await problemsOf(
      loadBanks({ folders: [folder, join(folder, 'none')], environment: { BANK_URL: 'https://b.example' } }),
    );
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['none', 'a.yaml', 'b.yaml']);
  });

  test('one code in two files', async () => {
    await put({ 'a.yaml': good, 'b.yml': good });
    expect(await problemsOf(load())).toEqual(['b.yml: code: good is the code of folder/a.yaml too']);
  });
});

describe('the files of a folder', () => {
  test('are read once, however many ways lead to them', async () => {
    await put({ 'a.yaml': good });
    await symlink(join(folder, 'a.yaml'), join(folder, 'same.yaml'));
    const banks = await loadBanks({
      folders: [folder, `${folder}/.`, folder],
      environment: { BANK_URL: 'https://bank.example' },
    });
    expect([...banks.keys()]).toEqual(['good']);
  });

  test('that are not banks are left alone', async () => {
    await put({ 'README.md': '# Banks', '.hidden.yaml': '[', 'types.d.ts': 'x', 'bank.test.ts': 'x' });
    await mkdir(join(folder, 'old.yaml'));
    expect((await load()).size).toBe(0);
  });

  const module = (code: string): string => `
    const step = async () => ({ is: 'logged_in' });
    export default {
      ${code}, name: 'Own', loginUrl: 'https://own.example/', resumable: false, releaseWhileWaiting: false,
      otp: null, keepAlive: null, stepSeconds: 30, lookAgain: step, openLogin: step, submitCode: step,
      resendCode: step, async isStillLoggedIn() { return this.code === 'own'; },
    };`;

  test('may be modules with a driver', async () => {
    await put({ 'own.js': module(`code: 'own'`), 'package.json': '{ "type": "module" }' });
    const bank = (await load()).get('own');
    expect(bank).toMatchObject({ code: 'own', stepSeconds: 30 });
  });

  test('a module’s secrets are checked', async () => {
    const secret = (fields: string) =>
      `{ name: 'pin', label: 'PIN', pattern: null, private: true, ${fields} }`;
    await put({
      'package.json': '{ "type": "module" }',
      'a.js': module(`code: 'a', secrets: [${secret('')}]`),
      'b.js': module(`code: 'b', secrets: [${secret(`pattern: '('`)}, ${secret(`name: 'the pin'`)}]`),
      'c.js': module(`code: 'c', secrets: [${secret('')}, ${secret('')}]`),
    });
    expect(await problemsOf(load())).toEqual([
      'b.js: default.secrets[0].pattern: must be a regular expression',
      'b.js: default.secrets[1].name: must be 1 to 40 of A-Z, a-z, 0-9 and _, a letter first',
      'c.js: default.secrets: must differ in name',
    ]);
  });

  test('a module whose sessions move has visits that keep them alive', async () => {
    await put({
      'package.json': '{ "type": "module" }',
      'a.js': module(`code: 'a', sessionMovableAt: 'https://own.example/accounts'`),
    });
    expect(await problemsOf(load())).toEqual([
      'a.js: default.sessionMovableAt: needs keepAlive: the saved state is as old as the last visit',
    ]);
  });

  test('a module without one tells what is missing', async () => {
    await put({
      'package.json': '{ "type": "module" }',
      'a.js': module(`code: 'A', keepAlive2: 1`).replace('submitCode: step,', ''),
      'b.js': 'export const nothing = 1;',
      'c.js': 'throw new Error("no such thing");',
    });
    expect(await problemsOf(load())).toEqual([
      'a.js: default.code: must be 1 to 64 of a-z, 0-9 and -',
      'a.js: default.submitCode: must be a function',
      'b.js: default: Invalid input: expected object, received undefined',
      'c.js: cannot be loaded: no such thing',
    ]);
  });
});
