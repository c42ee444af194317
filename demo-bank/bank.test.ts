import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertOf, openBrowser, seen, startTestBank, type TestBank } from './testing.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

async function typesOf(username: string): Promise<string[]> {
  return (await bank.ledger(username)).map(({ type }) => type);
}

describe('a login with a code', () => {
  test('asks for the code in the SMS and accepts it', async () => {
    const browser = openBrowser(bank);
    const codePage = await browser.signIn('otp+lets-in');
    expect(codePage.path).toBe('/code');
    expect(seen(codePage)).toEqual(['code_required']);

    const accounts = await browser.submitCode(await bank.newestCode('otp+lets-in'));
    expect(accounts.path).toBe('/accounts');
    expect(seen(accounts)).toEqual(['logged_in']);
    expect(accounts.main).toContain('Log out');
    expect(await typesOf('otp+lets-in')).toEqual([
      'login_submitted',
      'code_sent',
      'code_submitted',
      'logged_in',
    ]);
  });

  test('shows the error and the field after a wrong code, and then accepts the right one', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp+wrong');
    const refused = await browser.submitCode('nope');
    expect(seen(refused)).toEqual(['code_rejected', 'code_required']);
    expect(alertOf(refused)).toBe('The code is not correct. 2 attempts left.');
    expect(seen(await browser.submitCode(await bank.newestCode('otp+wrong')))).toEqual(['logged_in']);

    const submitted = (await bank.ledger('otp+wrong')).filter(({ type }) => type === 'code_submitted');
    expect(submitted).toMatchObject([{ accepted: false, reason: 'wrong' }, { accepted: true }]);
  });

  test('shows the code page again for the same cookies without sending another code', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp+again');
    await browser.submitCode('nope');
    const reopened = await browser.clone().open('/code');
    expect(seen(reopened)).toEqual(['code_required']);
    expect(alertOf(reopened)).toBeUndefined();
    expect(await bank.inbox('otp+again')).toHaveLength(1);
    expect(seen(await browser.clone().submitCode(await bank.newestCode('otp+again')))).toEqual(['logged_in']);
  });

  test('gives each login its own code', async () => {
    const codes = new Set<string>();
    for (let login = 0; login < 5; login += 1) {
      await openBrowser(bank).signIn('otp+own');
      codes.add(await bank.newestCode('otp+own'));
    }
    expect(codes.size).toBeGreaterThan(3);
  });

  test('rejects the code of another login', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp+first');
    const code = await bank.newestCode('otp+first');
    const other = openBrowser(bank);
    await other.signIn('otp-8+second');
    expect(seen(await other.submitCode(code))).toContain('code_rejected');
  });

  test.each([
    { name: 'otp-attempts+x', shows: 'account_locked' },
    { name: 'otp+three', shows: 'code_rejected' },
  ])('shows $name only $shows after three wrong codes, and starts afresh', async ({ name, shows }) => {
    const browser = openBrowser(bank);
    await browser.signIn(name);
    await browser.submitCode('nope');
    expect(alertOf(await browser.submitCode('nope'))).toBe('The code is not correct. 1 attempt left.');
    expect(seen(await browser.submitCode('nope'))).toEqual([shows]);
    const right = await bank.newestCode(name);
    expect(seen(await browser.submitCode(right))).toEqual([shows]);
    expect((await bank.ledger(name)).at(-1)).toMatchObject({ accepted: false, reason: 'not_asked' });

    await browser.signIn(name);
    expect(seen(await browser.submitCode(await bank.newestCode(name)))).toEqual(['logged_in']);
  });
});

describe('what the page says about the code', () => {
  test('otp-8: eight digits', async () => {
    const { main } = await openBrowser(bank).signIn('otp-8');
    expect(main).toMatch(/maxlength="8"\s+inputmode="numeric"\s+pattern="\[0-9\]\{8\}"/);
    expect(await bank.newestCode('otp-8')).toMatch(/^\d{8}$/);
  });

  test('otp-alnum: letters and digits, case-sensitive', async () => {
    const browser = openBrowser(bank);
    const { main } = await browser.signIn('otp-alnum');
    expect(main).toMatch(/maxlength="6"\s+inputmode="text"\s+pattern="\[A-Za-z0-9\]\{6\}"/);
    const code = await bank.newestCode('otp-alnum');
    expect(code).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{6}$/);
    expect(seen(await browser.submitCode(code.toUpperCase()))).toContain('code_rejected');
    expect(seen(await browser.submitCode(code))).toEqual(['logged_in']);
  });

  test('otp-boxes: six fields of one digit each', async () => {
    const browser = openBrowser(bank);
    const { main } = await browser.signIn('otp-boxes');
    expect(main.match(/class="otp-field otp-box"/g)).toHaveLength(6);
    expect(main.match(/maxlength="1"/g)).toHaveLength(6);
    const digits = [...(await bank.newestCode('otp-boxes')).matchAll(/\d/g)];
    const accounts = await browser.post(
      '/code',
      digits.map(([digit]): [string, string] => ['code', digit]),
    );
    expect(seen(accounts)).toEqual(['logged_in']);
  });

  test('the destination is the masked number of the SMS', async () => {
    const { main } = await openBrowser(bank).signIn('otp+masked');
    const shown = /id="sent-to">([^<]*)</.exec(main)?.[1] ?? '';
    const [sms] = await bank.inbox('otp+masked');
    expect(shown).toMatch(/^\+44 •••• ••• \d{3}$/);
    expect(sms?.to.slice(-3)).toBe(shown.slice(-3));
  });
});

describe('the special scenarios', () => {
  test('otp-spa: responds to a fetch with the next content, at one URL', async () => {
    const browser = openBrowser(bank);
    const byFetch = { 'x-requested-with': 'fetch' };
    const codePage = await browser.post('/login', { username: 'otp-spa', password: 'demo' }, byFetch);
    expect(codePage.path).toBe('/login');
    expect(codePage.html).not.toContain('<html');
    expect(seen(codePage)).toEqual(['code_required']);
    expect(seen(await browser.clone().open('/login'))).toEqual(['code_required']);
    expect(seen(await browser.clone().open('/code'))).toEqual(['code_required']);
    expect(seen(await browser.post('/code', { code: 'nope' }, byFetch))).toEqual([
      'code_rejected',
      'code_required',
    ]);
    const code = await bank.newestCode('otp-spa');
    expect(seen(await browser.post('/code', { code }, byFetch))).toEqual(['logged_in']);
    expect(await bank.inbox('otp-spa')).toHaveLength(1);
  });

  test('otp-reject-once: refuses the right code once and repeats it in the message', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp-reject-once');
    const code = await bank.newestCode('otp-reject-once');
    expect(alertOf(await browser.submitCode(code))).toContain(code);
    expect(seen(await browser.submitCode(code))).toEqual(['logged_in']);
    expect(await bank.inbox('otp-reject-once')).toHaveLength(1);
  });

  test('otp-twice: sends a second code and asks for it', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp-twice');
    const first = await bank.newestCode('otp-twice');
    const second = await browser.submitCode(first);
    expect(seen(second)).toEqual(['code_required']);
    expect(await bank.inbox('otp-twice')).toHaveLength(2);
    expect(seen(await browser.submitCode(await bank.newestCode('otp-twice')))).toEqual(['logged_in']);
    expect(await typesOf('otp-twice')).toEqual([
      'login_submitted',
      'code_sent',
      'code_submitted',
      'code_sent',
      'code_submitted',
      'logged_in',
    ]);
  });

  test.each([
    { name: 'otp-expire', lifeMs: 15_000 },
    { name: 'otp+life', lifeMs: 240_000 },
  ])('$name: its code is good for $lifeMs ms and not longer', async ({ name, lifeMs }) => {
    const inTime = openBrowser(bank);
    await inTime.signIn(name);
    bank.pass(lifeMs);
    expect(seen(await inTime.submitCode(await bank.newestCode(name)))).toEqual(['logged_in']);

    const late = openBrowser(bank);
    await late.signIn(name);
    bank.pass(lifeMs + 1);
    const refused = await late.submitCode(await bank.newestCode(name));
    expect(seen(refused)).toEqual(['code_rejected', 'code_required']);
    expect(alertOf(refused)).toBe('The code has expired. 2 attempts left.');
  });

  test('otp-slow-sms: the SMS arrives after 10 s', async () => {
    await openBrowser(bank).signIn('otp-slow-sms');
    const sentAt = bank.now();
    bank.pass(9_999);
    expect(await bank.inbox('otp-slow-sms')).toEqual([]);
    bank.pass(1);
    expect(await bank.inbox('otp-slow-sms')).toMatchObject([{ sent_at: new Date(sentAt).toISOString() }]);
  });

  test('otp-dup-sms: the same SMS arrives twice', async () => {
    await openBrowser(bank).signIn('otp-dup-sms');
    const [one, two, ...more] = await bank.inbox('otp-dup-sms');
    expect(more).toEqual([]);
    expect(one?.text).toBe(two?.text);
    expect(one?.id).not.toBe(two?.id);
    expect((await typesOf('otp-dup-sms')).filter((type) => type === 'code_sent')).toHaveLength(1);
  });

  test('otp-resend: after 5 s a new code can be requested, which invalidates the first', async () => {
    const browser = openBrowser(bank);
    expect((await browser.signIn('otp-resend')).main).toContain('id="again"');
    const first = await bank.newestCode('otp-resend');
    bank.pass(4_000);
    const tooEarly = await browser.post('/code/again', {});
    expect(alertOf(tooEarly)).toBe('Please wait 1 s before you ask for another code.');
    expect(seen(tooEarly)).toEqual(['code_required']);
    expect(await bank.inbox('otp-resend')).toHaveLength(1);

    bank.pass(1_000);
    const resent = await browser.post('/code/again', {});
    expect(seen(resent)).toEqual(['code_required']);
    expect(await bank.inbox('otp-resend')).toHaveLength(2);
    expect(alertOf(await browser.submitCode(first))).toContain('no longer valid');
    expect(seen(await browser.submitCode(await bank.newestCode('otp-resend')))).toEqual(['logged_in']);
  });

  test('other scenarios offer no resend and ignore one', async () => {
    const browser = openBrowser(bank);
    expect((await browser.signIn('otp+no-resend')).main).not.toContain('id="again"');
    bank.pass(6_000);
    await browser.post('/code/again', {});
    expect(await bank.inbox('otp+no-resend')).toHaveLength(1);
  });
});

describe('a page-bound code page', () => {
  function nonceOf({ main }: { main: string }): string {
    return /name="page" value="([^"]+)"/.exec(main)?.[1] ?? '';
  }

  test('works in the document where it was opened, also after a wrong code', async () => {
    const browser = openBrowser(bank);
    const opened = await browser.signIn('otp-pagebound');
    const refused = await browser.submitCode('nope', nonceOf(opened));
    expect(seen(refused)).toEqual(['code_rejected', 'code_required']);
    const code = await bank.newestCode('otp-pagebound');
    expect(seen(await browser.submitCode(code, nonceOf(refused)))).toEqual(['logged_in']);
  });

  test('has no field when it is opened again, sends nothing, and the first page no longer works', async () => {
    const browser = openBrowser(bank);
    const opened = await browser.signIn('otp-pagebound+2');
    const reopened = await browser.clone().open('/code');
    expect(seen(reopened)).toEqual([]);
    expect(reopened.main).toContain('id="session-expired"');
    expect(await bank.inbox('otp-pagebound+2')).toHaveLength(1);
    const code = await bank.newestCode('otp-pagebound+2');
    expect(seen(await browser.submitCode(code, nonceOf(opened)))).toEqual([]);
  });

  test('rejects a code without the nonce of the page', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp-pagebound+3');
    const answer = await browser.submitCode(await bank.newestCode('otp-pagebound+3'));
    expect(answer.main).toContain('id="session-expired"');
    expect((await bank.ledger('otp-pagebound+3')).at(-1)).toMatchObject({
      accepted: false,
      reason: 'page_expired',
    });
  });
});
