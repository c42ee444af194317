import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../demo-bank/testing.js';
import { watchBankFiles } from './watch-bank-files.js';
import { watchCredentials } from './watch-credentials.js';

let bank: TestBank;
let folder: string;
beforeAll(async () => {
  bank = await startTestBank();
  folder = await mkdtemp(join(tmpdir(), 'bank-watch-test-'));
});
afterAll(async () => {
  await bank.close();
  await rm(folder, { recursive: true });
});

const credentials = {
  WATCH_GALLERY_THIRD_CREDENTIAL_USERNAME: 'ana+canary-81',
  WATCH_GALLERY_THIRD_CREDENTIAL_PASSWORD: 'demo',
  WATCH_GALLERY_THIRD_CREDENTIAL_SECRET_BRANCH: '0417',
};

/** The result, and what was printed without the times. */
async function run(files: readonly string[]) {
  const lines: string[] = [];
  const isWell = await watchBankFiles({
    files,
    stateFile: join(folder, 'state.json'),
    settings: {
      browser: { chromiumPath: inject('chromiumPath'), program: undefined },
      env: { DEMO_BANK_URL: bank.url, ...credentials },
    },
    print: (line) => lines.push(line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME')),
    stopping: new AbortController().signal,
  });
  expect(lines.join('\n')).not.toContain('canary-81');
  return { isWell, lines };
}

test('each run says what has changed since the last, and what fails', async () => {
  const gallery = (shape: string): URL =>
    new URL(`../../demo-bank/gallery/banks/${shape}.yaml`, import.meta.url);
  const form = join(folder, 'two-pages.yaml');
  const text = await readFile(gallery('two-pages'), 'utf8');
  await writeFile(form, text);
  const files = [form, gallery('third-credential').pathname];
  expect(await run(files)).toEqual({
    isWell: true,
    lines: [
      'gallery-two-pages: login_form (first run)',
      'gallery-third-credential: code_required (first run)',
    ],
  });

  // As if the bank had renamed its field, and the other file had been broken.
  await writeFile(
    form,
    text.replace("'#username'", "'#renamed'").replace('timeout_seconds: 15', 'timeout_seconds: 1'),
  );
  const broken = join(folder, 'broken.yaml');
  await writeFile(broken, 'code: broken');
  const changed = await run([form, broken]);
  expect(changed.isWell).toBe(false);
  expect(changed.lines.slice(0, 3)).toEqual([
    'gallery-two-pages: login_form_missing CHANGED, it was login_form at TIME',
    expect.stringMatching(/^ {4}opened http:\/\/127\.0\.0\.1:\d+\/gallery\/two-pages\/$/),
    '    waited last for #renamed',
  ]);
  expect(changed.lines.slice(3, 5)).toEqual([
    `${broken}: broken_file (first run)`,
    expect.stringContaining('broken.yaml:1: name: '),
  ]);

  const again = await run([form]);
  expect([again.isWell, again.lines[0]]).toEqual([
    false,
    'gallery-two-pages: login_form_missing (as at TIME)',
  ]);
});

describe('the credentials of a bank', () => {
  const known = { code: 'my-bank', secrets: [{ name: 'pin', label: 'PIN', pattern: null, private: true }] };

  test('are in the environment', () => {
    const env = { WATCH_MY_BANK_USERNAME: 'u', WATCH_MY_BANK_PASSWORD: 'p', WATCH_MY_BANK_SECRET_PIN: '1' };
    expect(watchCredentials(known, env)).toEqual({ username: 'u', password: 'p', secrets: { pin: '1' } });
    expect(watchCredentials(known, {})).toBeNull();
  });

  test('are all there or none', () => {
    expect(() => watchCredentials(known, { WATCH_MY_BANK_USERNAME: 'u' })).toThrow(
      'Not set in the environment: WATCH_MY_BANK_PASSWORD, WATCH_MY_BANK_SECRET_PIN.',
    );
  });
});
