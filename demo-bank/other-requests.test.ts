import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertOf, openBrowser, seen, startTestBank, type TestBank } from './testing.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const typesOf = async (username: string): Promise<string[]> =>
  (await bank.ledger(username)).map(({ type }) => type);

test.for([
  ['sms', /^\+447700900\d{3}$/, /^\+44 /],
  ['email', /@mail\.example$/, /@mail\.example$/],
] as const)(
  '"choose-channel" sends nothing before the choice, and then by %s',
  async ([channel, to, masked]) => {
    const username = `choose-channel+${channel}`;
    const browser = openBrowser(bank);
    expect(seen(await browser.signIn(username))).toEqual(['choice_required']);
    expect(await bank.inbox(username)).toEqual([]);
    expect(seen(await browser.post('/channel', { channel }))).toEqual(['code_required']);
    // The second choice comes too late.
    expect(seen(await browser.post('/channel', { channel: 'sms' }))).toEqual(['code_required']);
    expect(await bank.inbox(username)).toMatchObject([{ to: expect.stringMatching(to) as string }]);
    expect(seen(await browser.submitCode(await bank.newestCode(username)))).toEqual(['logged_in']);
    expect(await bank.ledger(username)).toMatchObject([
      { type: 'login_submitted' },
      { type: 'channel_asked' },
      { type: 'channel_chosen', channel },
      { type: 'code_sent', channel, to: expect.stringMatching(masked) as string },
      { type: 'code_submitted', accepted: true },
      { type: 'logged_in' },
    ]);
  },
);

test('a channel that is not offered is a bad request', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('choose-channel+pigeon');
  expect((await browser.post('/channel', { channel: 'pigeon' })).status).toBe(400);
  expect(await typesOf('choose-channel+pigeon')).not.toContain('channel_chosen');
});

test('"question" refuses a wrong answer and accepts the right one, in whatever case', async () => {
  const browser = openBrowser(bank);
  expect(seen(await browser.signIn('question'))).toEqual(['question']);
  const refused = await browser.post('/question', { answer: 'Fido' });
  expect(seen(refused)).toEqual(['question']);
  expect(alertOf(refused)).toBe('The answer is not correct. 2 attempts left.');
  expect(seen(await browser.post('/question', { answer: ' rex' }))).toEqual(['logged_in']);
  const answers = (await bank.ledger('question')).filter(({ type }) => type === 'question_answered');
  expect(answers).toMatchObject([{ accepted: false }, { accepted: true }]);
  expect(JSON.stringify(answers)).not.toMatch(/fido|rex/i);
});

test('three wrong answers lock the login', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('question+3');
  await browser.post('/question', { answer: 'a' });
  await browser.post('/question', { answer: 'b' });
  expect(seen(await browser.post('/question', { answer: 'c' }))).toEqual(['account_locked']);
});

test('"photo-tan" draws a picture for one code, and another one after a refusal', async () => {
  const pictureIn = (main: string): string => /<svg[^]*<\/svg>/.exec(main)?.[0] ?? '';
  const browser = openBrowser(bank);
  const page = await browser.signIn('photo-tan');
  expect(seen(page)).toEqual(['code_required']);
  const first = await bank.newestCode('photo-tan');
  expect(pictureIn(page.main)).toContain('id="photo-tan"');
  expect(page.main).not.toContain(first);

  bank.pass(1_000);
  const refused = await browser.submitCode('nope');
  expect(seen(refused)).toEqual(['code_rejected', 'code_required']);
  const second = await bank.newestCode('photo-tan');
  expect(second).not.toBe(first);
  expect(pictureIn(refused.main)).not.toBe(pictureIn(page.main));
  expect(seen(await browser.submitCode(first))).toEqual(['code_rejected', 'code_required']);
  expect(seen(await browser.submitCode(await bank.newestCode('photo-tan')))).toEqual(['logged_in']);
  expect((await typesOf('photo-tan')).filter((type) => type === 'picture_shown')).toHaveLength(3);
  expect(await typesOf('photo-tan')).not.toContain('code_sent');
});
