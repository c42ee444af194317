import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../demo-bank/testing.js';
import { failureEvidenceSchema } from '../assistance/failure-evidence.js';
import { until } from '../../test/support/until.js';
import { tryBank } from './try-bank.js';

let bank: TestBank;
let folder: string;
beforeAll(async () => {
  bank = await startTestBank();
  folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
});
afterAll(async () => {
  await bank.close();
  await rm(folder, { recursive: true });
});

/** Tries the demo bank as a user. What is typed comes from a pipe. */
function start(username: string, savePath?: string, file = 'demo-bank/banks/demo.yaml') {
  const input = new PassThrough();
  const lines: string[] = [];
  const stopping = new AbortController();
  const type = (text: string) => input.write(`${text}\n`);
  type(username);
  type('demo');
  const ended = tryBank({
    file,
    isHeaded: false,
    savePath,
    settings: {
      browser: { chromiumPath: inject('chromiumPath'), program: undefined },
      env: { DEMO_BANK_URL: bank.url },
    },
    folder: { path: folder, savePicture: () => Promise.resolve(''), remove: () => Promise.resolve() },
    input,
    print: (line) => lines.push(line),
    stopping: stopping.signal,
    stop: () => undefined,
  });
  return {
    ended,
    lines,
    type,
    endInput: () => input.end(),
    stop: () => stopping.abort(),
    see: (text: string) =>
      until(
        () => Promise.resolve(lines.some((line) => line.includes(text)) || undefined),
        `“${text}” in:\n${lines.join('\n')}`,
      ),
  };
}

describe.concurrent('what a bank may ask', () => {
  test('a choice, by number', async ({ expect }) => {
    const username = 'choose-channel+canary61';
    const trial = start(username);
    await trial.see('Number, 1 to 2 (hidden):');
    trial.type('3');
    await trial.see('There is no such number.');
    trial.type('1');
    await trial.see('Code (hidden):');
    trial.type(await bank.newestCode(username));
    expect(await trial.ended).toBe(true);
    expect(trial.lines.join('\n')).toMatch(/ {2}1 {2}SMS \(\S.*\) \[sms\]/);
    expect(trial.lines.join('\n')).not.toContain('canary61');
  });

  test('an approval, which is waited for', async ({ expect }) => {
    const username = 'push+canary62';
    const trial = start(username);
    await trial.see('The bank waits until the login is approved');
    await trial.see('The number to compare: ');
    await bank.decide(username, 'approve');
    expect(await trial.ended).toBe(true);
  });

  test('an approval, until the wait is stopped', async ({ expect }) => {
    const trial = start('push+canary63');
    await trial.see('The bank waits until the login is approved');
    trial.stop();
    await expect(trial.ended).rejects.toThrow('aborted');
  });

  test('a question', async ({ expect }) => {
    const trial = start('question+canary64');
    await trial.see('Answer (hidden):');
    trial.type('Rex');
    expect(await trial.ended).toBe(true);
    expect(trial.lines.join('\n')).toMatch(/The bank asks: \S/);
    expect(trial.lines.join('\n')).not.toContain('Rex');
  });

  test('nothing, where the folder of the evidence does not exist', async ({ expect }) => {
    const trial = start('odd-page+canary67', join(folder, 'none', 'evidence.zip'));
    await expect(trial.ended).rejects.toThrow(
      /^--save: the folder .*none does not exist\. Create it first\.$/,
    );
    expect(trial.lines).toEqual([]);
  });

  test('a page that the file does not know is saved, without what was typed', async ({ expect }) => {
    const path = join(folder, 'evidence.zip');
    const trial = start('odd-page+canary66', path);
    expect(await trial.ended).toBe(false);
    const { 'evidence.json': json, 'screenshot.png': png } = unzipSync(await readFile(path));
    if (!json || !png) throw new Error('The zip file is not complete.');
    const evidence = failureEvidenceSchema.parse(JSON.parse(strFromU8(json)));
    expect(evidence).toMatchObject({ bank: 'demo', cause: 'unknown_page', after: 'password' });
    expect(strFromU8(json)).not.toContain('canary66');
    expect(decode(png).width).toBeGreaterThan(300);
    expect(trial.lines).toContain(`What the page showed is in ${path}.`);
    expect(trial.lines.join('\n')).toMatch(
      /The page after the password does not match any entry of pages\.\nIt has the heading “/,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a page that wants a new password: its line for the file is printed, without --save', async ({
    expect,
  }) => {
    const text = await readFile('demo-bank/gallery/banks/password-expired.yaml', 'utf8');
    const file = join(folder, 'password-expired.yaml');
    await writeFile(file, text.replace(/^.*password_expired.*\n/m, '').replace('seconds: 15', 'seconds: 5'));
    const trial = start('old+canary68', undefined, file);
    expect(await trial.ended).toBe(false);
    const lines = trial.lines.slice(-5);
    expect(lines).toEqual([
      'The page after the password does not match any entry of pages.',
      'It has the heading “Choose a new password”, the field “New password”, the field “Repeat it”, the button “Change”.',
      'To try in the bank’s file: add to pages',
      '  pages:',
      "    - { selector: '#new-password', is: password_expired }",
    ]);
  });

  test('nothing, where a selector is written wrong: it is named before the login', async ({ expect }) => {
    const text = await readFile('demo-bank/gallery/banks/two-pages.yaml', 'utf8');
    const file = join(folder, 'wrong-selector.yaml');
    await writeFile(file, text.replace("'#sign-in'", "'#sign-in['"));
    const username = 'ana+canary69';
    await expect(start(username, undefined, file).ended).rejects.toThrow(
      /wrong-selector\.yaml:\d+: login\[3\]\.click: #sign-in\[ is not a selector that the browser understands: /,
    );
    expect(await bank.below('/gallery/two-pages').ledger(username)).toEqual([]);
  });

  test('a code that nobody types: the input has ended', async ({ expect }) => {
    const trial = start('otp+canary65');
    trial.endInput();
    await expect(trial.ended).rejects.toThrow('The input ended before this was answered.');
  });
});
