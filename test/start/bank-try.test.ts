import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../demo-bank/testing.js';
import { anotherCode } from '../support/demo-bank.js';
import { until } from '../support/until.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const tryBank = (file: string) => run(['try', file]);

/** Runs the real command in a temporary folder of its own. */
async function run(args: string[], variables: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  const child = spawn(process.execPath, ['bin/assisted-login.js', 'bank', ...args], {
    env: {
      ...variables,
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: folder,
      CHROMIUM_PATH: inject('chromiumPath'),
      DEMO_BANK_URL: bank.url,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code);
  const typed: string[] = [];
  return {
    output: () => output,
    /** Waits for the text, after what was printed before the last answer. */
    async answer(question: string, text: string): Promise<void> {
      await this.see(question);
      output += '> ';
      typed.push(text);
      child.stdin.write(`${text}\n`);
    },
    see: (text: string) =>
      until(
        () => Promise.resolve((output.split('> ').at(-1) ?? '').includes(text) || undefined),
        `“${text}” in:\n${output}`,
      ),
    interrupt: () => child.kill('SIGINT'),
    /** What it has written so far. */
    written: () => readdir(folder, { recursive: true }),
    /** The exit code. What was typed was not printed, and nothing is left behind. */
    async end(): Promise<number | null | undefined> {
      const code = await ended;
      for (const text of typed) if (text !== 'demo' && text.length > 1) expect(output).not.toContain(text);
      expect(await readdir(folder)).toEqual([]);
      expect(await commandLines()).not.toContain(folder);
      await rm(folder, { recursive: true });
      return code;
    },
  };
}

/** Those of all processes, in one text. */
async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).join('\n');
}

const gallery = (shape: string): string => `demo-bank/gallery/banks/${shape}.yaml`;
const demo = 'demo-bank/banks/demo.yaml';

describe.concurrent('assisted-login bank try', () => {
  test('prints each step, what matched and what was in the way, and nothing that was typed', async ({
    expect,
  }) => {
    const username = 'ana+canary51';
    const records = bank.below('/gallery/cookie-wall');
    const trial = await tryBank(gallery('cookie-wall'));
    await trial.answer('User name (hidden):', username);
    await trial.answer('Password (hidden):', 'demo');
    await trial.see('Code (hidden):');
    const code = await records.newestCode(username);
    await trial.answer('Code (hidden):', anotherCode(code));
    await trial.answer('Code (hidden):', code);
    expect(await trial.end()).toBe(0);
    const output = trial.output();
    for (const line of [
      `opened ${bank.url}/gallery/cookie-wall/`,
      'did { fill: #username, with: username }',
      'was in the way, and was closed: #cookies-refuse',
      'pressed { click: #sign-in }',
      'pages[1] matches: { selector: #code, is: code_required }',
      'The bank asks for a code of 6 characters by sms to ',
      'pages[0] matches: { selector: #code-error, is: code_rejected }',
      'The bank refused the code.',
      'pages[2] matches: { selector: #accounts, is: logged_in }',
      'the login ended: logged_in',
    ])
      expect(output).toMatch(new RegExp(`^ +\\d+\\.\\d s {2}${line.replace(/[[\]{}.#/]/g, '\\$&')}`, 'm'));
  });

  test('prints the picture hashes of a keypad, and ends with 1 when the bank lets nobody in', async ({
    expect,
  }) => {
    const trial = await tryBank(gallery('keypad-pictures'));
    await trial.answer('User name (hidden):', 'ana+canary52');
    await trial.answer('Password (hidden):', '246810');
    await trial.see('the login ended: bad_credentials');
    expect(await trial.end()).toBe(1);
    expect(trial.output()).toContain('the keypad has 10 keys, by picture');
    expect(trial.output().match(/ {3}'[0-9a-f]{16}': '\d'/g)).toHaveLength(10);
  });

  test('saves the picture of a code page until it ends, also by an interrupt', async ({ expect }) => {
    const trial = await tryBank(demo);
    await trial.answer('User name (hidden):', 'photo-tan+canary53');
    await trial.answer('Password (hidden):', 'demo');
    await trial.see('Code (hidden):');
    const [, picture = ''] = /Its picture, until this command ends: (.*)/.exec(trial.output()) ?? [];
    expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');
    trial.interrupt();
    expect(await trial.end()).toBe(130);
    await expect(access(picture)).rejects.toThrow('ENOENT');
  });
});

test('assisted-login bank watch --record leaves nothing behind when it is interrupted', async () => {
  const username = 'odd-page+canary54';
  const kept = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  const watch = await run(
    ['watch', demo, '--record', join(kept, 'recordings'), '--state', join(kept, 'state.json')],
    { WATCH_DEMO_USERNAME: username, WATCH_DEMO_PASSWORD: 'demo' },
  );
  // It waits for a page that its file knows, and none comes.
  await until(async () => (await bank.ledger(username)).length > 0 || undefined, 'the login to be submitted');
  const folders = (await watch.written()).filter((path) =>
    /assisted-login-try-\w+\/assisted-login-try-\w+$/.test(path),
  );
  expect(folders, 'the folder of the recording in clear').toHaveLength(1);
  watch.interrupt();
  expect(await watch.end()).toBe(130);
  expect(watch.output()).not.toContain('canary54');
  expect(await readdir(kept)).toEqual([]);
  await rm(kept, { recursive: true });
});
