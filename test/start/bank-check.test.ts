import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { z } from 'zod';

const command = fileURLToPath(new URL('../../bin/assisted-login.js', import.meta.url));
const ended = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the real command with files of these texts, in their folder. */
async function check(files: Record<string, string>, names = Object.keys(files)) {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  const run = promisify(execFile)(process.execPath, [command, 'bank', 'check', ...names], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], BANK_URL: 'https://bank.example' },
  });
  return ended.parse(await run.catch((error: unknown) => error));
}

const good = `code: good
name: Good Bank
login_url: \${BANK_URL}/login
fields: { username: '#user', password: '#pass', submit: '#go' }
pages:
  - { selector: '#accounts', is: logged_in }
`;

describe.concurrent('assisted-login bank check', () => {
  test('exits with 0 for good files, also when one is named twice', async ({ expect }) => {
    const other = good.replaceAll('good', 'other');
    expect(
      await check({ 'good.yaml': good, 'other.yml': other }, ['good.yaml', 'other.yml', './good.yaml']),
    ).toEqual({
      code: 0,
      stdout: '2 bank files, no problems.\n',
      stderr: '',
    });
  });

  test('prints every problem of every file with its line and path, and exits with 1', async ({ expect }) => {
    const files = {
      'broken.yaml': `code: Broken
name: \${NO_NAME}
login_url: bank.example
fields: { username: '#user', password: '#pass', submit: '#go', extra: 1 }
pages:
  - { selector: '#accounts',
      is: in }
`,
      'no.yaml': 'code: [\n',
      'same.yaml': good,
      'twice.yaml': good,
      'notes.txt': '',
    };
    const { code, stdout, stderr } = await check(files, [...Object.keys(files), 'missing.yaml', '.']);
    expect(stdout.split('\n')).toEqual([
      'notes.txt: is not a bank file: its name must end in .yaml, .yml, .ts or .js',
      'missing.yaml: does not exist',
      '.: is not a file',
      'broken.yaml:2: name: needs NO_NAME in the environment, where it is not set',
      'broken.yaml:1: code: must be 1 to 64 of a-z, 0-9 and -',
      'broken.yaml:3: login_url: must be an http:// or https:// address',
      'broken.yaml:4: fields.extra: is not known here: check its spelling, or leave it out',
      expect.stringMatching(/^broken\.yaml:7: pages\[0\]\.is: must be one of /),
      expect.stringMatching(/^no\.yaml:\d: is not YAML: /),
      'twice.yaml: code: good is the code of same.yaml too',
      '10 problems.',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('without a file, prints how it is called and exits with 1', async ({ expect }) => {
    const { code, stderr } = await check({});
    expect(code).toBe(1);
    expect(stderr).toContain('Usage: assisted-login bank check');
  });
});
