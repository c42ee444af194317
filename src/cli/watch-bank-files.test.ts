import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../demo-bank/testing.js';
import { startTestSite } from '../banks/testing/test-site.js';
import type { PagesVisited } from './visit-bank.js';
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

const gallery = (shape: string): string =>
  new URL(`../../demo-bank/gallery/banks/${shape}.yaml`, import.meta.url).pathname;

/** The result, and what was printed without the times. */
async function run(
  files: readonly string[],
  pages: PagesVisited = { from: 'bank' },
  env: NodeJS.ProcessEnv = { DEMO_BANK_URL: bank.url, ...credentials },
) {
  const lines: string[] = [];
  const isWell = await watchBankFiles({
    files,
    pages,
    stateFile: join(folder, 'recordIn' in pages ? 'recorded.json' : 'state.json'),
    settings: { browser: { chromiumPath: inject('chromiumPath'), program: undefined }, env },
    print: (line) => lines.push(line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME')),
    stopping: new AbortController().signal,
  });
  expect(lines.join('\n')).not.toContain('canary-81');
  return { isWell, lines };
}

test('each run says what has changed since the last, and what fails', async () => {
  const form = join(folder, 'two-pages.yaml');
  const text = await readFile(gallery('two-pages'), 'utf8');
  await writeFile(form, text);
  const files = [form, gallery('third-credential')];
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

  // A login that stops at a button that is not there, and a selector that is written wrong.
  const [stopping, wrong] = [join(folder, 'stopping.yaml'), join(folder, 'wrong.yaml')];
  const third = await readFile(gallery('third-credential'), 'utf8');
  const quick = third.replace('timeout_seconds: 15', 'timeout_seconds: 2');
  await writeFile(stopping, quick.replace("'#sign-in'", "'#gone'"));
  await writeFile(wrong, quick.replace("'#sign-in'", "'#sign-in['"));
  const stopped = await run([stopping]);
  expect([stopped.isWell, stopped.lines[0], stopped.lines.at(-1)]).toEqual([
    false,
    expect.stringMatching(/^gallery-third-credential: (?:not_submitted|page_not_recognised) CHANGED/),
    '    waited last for #gone',
  ]);
  const named = await run([wrong]);
  expect(named.lines).toEqual([
    expect.stringMatching(/^gallery-third-credential: broken_file CHANGED/),
    expect.stringMatching(/wrong\.yaml:\d+: .*#sign-in\[ is not a selector/),
  ]);

  const again = await run([form]);
  expect([again.isWell, again.lines[0]]).toEqual([
    false,
    'gallery-two-pages: login_form_missing (as at TIME)',
  ]);
});

describe('recorded pages', () => {
  const recordings = (): string => join(folder, 'recordings');

  test('are replayed without the bank: a file that does not fit them any more is noticed', async () => {
    const recorded = await startTestBank();
    const env = {
      DEMO_BANK_URL: recorded.url,
      WATCH_GALLERY_TWO_PAGES_USERNAME: 'ana+canary-81 "<&>',
      WATCH_GALLERY_TWO_PAGES_PASSWORD: 'demo',
    };
    const form = join(folder, 'recorded.yaml');
    const text = await readFile(gallery('two-pages'), 'utf8');
    await writeFile(form, text);
    try {
      const made = await run([form], { from: 'bank', recordIn: recordings() }, env);
      expect(made).toEqual({
        isWell: true,
        lines: ['gallery-two-pages: code_required (first run)', `    recorded in ${recordings()}`],
      });
    } finally {
      await recorded.close();
    }
    const recording = await readFile(join(recordings(), 'gallery-two-pages.har'), 'utf8');
    for (const part of [/id=\\?"who\\?">REDACTED</, /id=\\?"code\\?"/]) expect(recording).toMatch(part);
    expect(recording).not.toMatch(/canary|password=|postData|set-cookie|gallerySession/i);

    const other = {
      ...env,
      WATCH_GALLERY_TWO_PAGES_USERNAME: 'any text',
      WATCH_GALLERY_TWO_PAGES_PASSWORD: 'another',
    };
    const replay = (variables: NodeJS.ProcessEnv = other) =>
      run([form], { from: 'recording', folder: recordings() }, variables);
    expect(await replay()).toEqual({
      isWell: true,
      lines: ['gallery-two-pages: code_required (as recorded at TIME)'],
    });
    expect((await replay({ DEMO_BANK_URL: recorded.url })).lines).toEqual([
      'gallery-two-pages: not_tried',
      expect.stringContaining('none are set: WATCH_GALLERY_TWO_PAGES_USERNAME, '),
    ]);

    await writeFile(form, text.replace('two-pages/', 'two-pages/entrance'));
    const moved = await replay();
    expect([moved.isWell, moved.lines[0], moved.lines.at(-1)]).toEqual([
      false,
      'gallery-two-pages: unavailable CHANGED, it was code_required when it was recorded at TIME',
      `    the recording has no GET ${recorded.url}/gallery/two-pages/entrance`,
    ]);

    await writeFile(form, text.replace('code: gallery-two-pages', 'code: never-recorded'));
    expect((await replay()).lines).toEqual([
      'never-recorded: not_tried',
      `    There is no recording ${recordings()}/never-recorded.har. Make one with --record.`,
    ]);
  });

  test('answer in turn, also where an address has a time in it; a socket stays silent', async () => {
    const site = await startTestSite();
    let asked = 0;
    const { url, visits } = site.bank(({ path }) => {
      if (path === '/login') return page;
      asked += 1;
      return { headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, html: `answer ${asked}` };
    });
    const page = `<main></main><script>
      new WebSocket(location.href.replace('http', 'ws')).onerror = () => {};
      async function ask() { return await (await fetch('news?t=' + performance.now())).text(); }
      ask().then(async (first) => {
        if (first === 'answer 1' && (await ask()) === 'answer 2' && (await ask()) === 'answer 3')
          document.querySelector('main').innerHTML = '<input id="user">';
      });
    </script>`;
    const file = join(folder, 'turns.yaml');
    await writeFile(
      file,
      `code: turns
name: Turns
login_url: ${url}/login
timeout_seconds: 15
fields: { username: '#user', password: '#pass', submit: '#go' }
pages: [{ selector: '#accounts', is: logged_in }]
`,
    );
    try {
      const { lines } = await run([file], { from: 'bank', recordIn: recordings() });
      expect(lines).toEqual(['turns: login_form (first run)', `    recorded in ${recordings()}`]);
      expect(visits.map(({ path }) => path)).toEqual(['/login', '/news', '/news', '/news']);
    } finally {
      await site.close();
    }
  });
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
