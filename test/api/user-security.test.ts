import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sql } from 'kysely';
import { createServiceMail } from '../../src/deliveries/service-mail.js';
import { startMailServer } from '../support/mail-server.js';
import { until } from '../support/until.js';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { detailsOf, issuesOf, refusalOf } from './support/caller.js';

/** What protects the sign-in of people: browsers, second factor, passwords. */

let api: ApiUnderTest;
let mail: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  mail = await startMailServer();
  api = await startApi({
    sendMail: createServiceMail(mail.serverWith()),
    limits: {
      submitPerAccount: 0,
      submitPerKey: 0,
      startPerAccount: 0,
      failedAuthPerAddress: 0,
      signIn: 4,
    },
  });
});
afterAll(async () => {
  await api.close();
  await mail.close();
});

const password = 'correct horse battery';
const isWrong = (path: string) => [{ path, message: 'is wrong' }];

/** A browser that keeps its cookie and sends the header that the dashboard sends. */
function openBrowser() {
  let cookie = '';
  let setCookie = '';
  const call = async (method: string, path: string, json?: unknown) => {
    const reply = await api.call(method, path, {
      ...(json === undefined ? {} : { json }),
      headers: { Cookie: cookie, 'X-Requested-With': 'dashboard', 'User-Agent': 'Test browser' },
    });
    const set = reply.headers.get('set-cookie');
    if (set !== null) [setCookie, cookie] = [set, set.split(';')[0] ?? ''];
    return reply;
  };
  return {
    call,
    signIn: (email: string, code?: string) =>
      call('POST', '/api/auth/session', { email, password, ...(code === undefined ? {} : { code }) }),
    cookie: () => cookie,
    setCookie: () => setCookie,
  };
}

async function openSignedIn() {
  const user = await api.signUp();
  const browser = openBrowser();
  await browser.signIn(user.email);
  const age = (minutes: number) =>
    api.db
      .updateTable('sign_ins')
      .set({ authenticated_at: sql<Date>`now() - make_interval(mins => ${minutes})` })
      .where('user_id', '=', user.userId)
      .execute();
  return { ...user, browser, age };
}

describe('the sign-in of a browser', () => {
  it('is a cookie that no script can read, and counts only with the header of the dashboard', async () => {
    const { browser, userId } = await openSignedIn();
    expect(browser.setCookie()).toMatch(
      /^__Host-assisted_login=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    );
    expect((await browser.call('GET', '/api/me')).body).toMatchObject({ id: userId });
    const forged = await api.call('GET', '/api/me', { headers: { Cookie: browser.cookie() } });
    expect(refusalOf(forged)).toBe('401 UNAUTHORIZED');
    expect(refusalOf(await browser.call('GET', '/me'))).toBe('401 UNAUTHORIZED');
    expect(refusalOf(await browser.call('GET', '/v1/assistance'))).toMatch(/^401 /);
    // As another subdomain could plant it.
    const headers = { Cookie: browser.cookie().replace('__Host-', ''), 'X-Requested-With': 'dashboard' };
    expect(refusalOf(await api.call('GET', '/api/me', { headers }))).toBe('401 UNAUTHORIZED');
    await browser.call('POST', '/api/auth/logout');
    expect(browser.setCookie()).toContain('Max-Age=0');
    expect(refusalOf(await browser.call('GET', '/api/me'))).toBe('401 UNAUTHORIZED');
  });

  it('is extended while it is used, up to its end', async () => {
    const { browser, userId } = await openSignedIn();
    const ageBy = (hours: number, endsInHours: number) =>
      api.db
        .updateTable('sign_ins')
        .set({
          last_used_at: sql<Date>`now() - make_interval(hours => ${hours})`,
          expires_at: sql<Date>`now() + make_interval(hours => ${12 - hours})`,
          ends_at: sql<Date>`now() + make_interval(hours => ${endsInHours})`,
        })
        .where('user_id', '=', userId)
        .where('kind', '=', 'cookie')
        .execute();
    const hoursLeft = async () => {
      await browser.call('GET', '/api/me');
      const { expires_at: at } = await api.db
        .selectFrom('sign_ins')
        .select('expires_at')
        .where('user_id', '=', userId)
        .where('kind', '=', 'cookie')
        .executeTakeFirstOrThrow();
      return Math.round((at.getTime() - Date.now()) / 3_600_000);
    };
    await ageBy(11, 100);
    expect(await hoursLeft()).toBe(12);
    await ageBy(11, 3);
    expect(await hoursLeft()).toBe(3);
    await ageBy(13, 100);
    expect(refusalOf(await browser.call('GET', '/api/me'))).toBe('401 UNAUTHORIZED');
  });

  it('is listed with the others, each of which can be ended', async () => {
    const { browser, token } = await openSignedIn();
    const schema = z.object({
      sign_ins: z.array(
        z.object({
          id: z.string(),
          kind: z.string(),
          current: z.boolean(),
          user_agent: z.string().nullable(),
        }),
      ),
    });
    const list = async () => schema.parse((await browser.call('GET', '/api/me/sign-ins')).body).sign_ins;
    const signIns = await list();
    expect(signIns.map(({ kind, current }) => [kind, current])).toEqual(
      expect.arrayContaining([
        ['cookie', true],
        ['token', false],
      ]),
    );
    expect(signIns.find(({ current }) => current)?.user_agent).toBe('Test browser');
    const other = signIns.find(({ current }) => !current)?.id ?? '';
    expect((await browser.call('DELETE', `/api/me/sign-ins/${other}`)).status).toBe(204);
    expect(await list()).toHaveLength(1);
    expect(refusalOf(await api.call('GET', '/me', { token }))).toBe('401 UNAUTHORIZED');
    const stranger = await openSignedIn();
    expect(refusalOf(await stranger.browser.call('DELETE', `/api/me/sign-ins/${other}`))).toBe(
      '404 NOT_FOUND',
    );
  });

  it('has to enter the password again before secrets and webhooks are changed, if that was long ago; a token does not', async () => {
    const { browser, token, age } = await openSignedIn();
    const config = `/api/accounts/${await api.addAccount(token)}/config`;
    const secret = { bank_password: 'another' };
    expect((await browser.call('PUT', config, secret)).status).toBe(200);
    await age(16);
    expect(refusalOf(await browser.call('PUT', config, secret))).toBe('403 REAUTHENTICATION_REQUIRED');
    const key = { name: 'relay', scopes: ['otp:write'] };
    expect(refusalOf(await browser.call('POST', '/api/me/api-keys', key))).toBe(
      '403 REAUTHENTICATION_REQUIRED',
    );
    expect(refusalOf(await browser.call('POST', '/api/me/second-factor'))).toBe(
      '403 REAUTHENTICATION_REQUIRED',
    );
    const url = 'https://hooks.example/elsewhere';
    for (const change of [
      { notification_endpoint_url: url },
      { notification_email: 'mallory@example.com' },
      { rotate_signing_secret: true },
    ])
      expect(refusalOf(await browser.call('PUT', config, change))).toBe('403 REAUTHENTICATION_REQUIRED');
    const endpoints = '/api/me/notification-endpoints';
    const hook = { name: 'Mine', transport: 'webhook', destination: url, events: ['login_failed'] };
    const added = await api.call('POST', endpoints, { token, json: hook });
    const { id } = z.object({ id: z.string() }).parse(added.body);
    for (const reply of [
      await browser.call('POST', endpoints, hook),
      await browser.call('PUT', `${endpoints}/${id}`, { destination: url }),
      await browser.call('PUT', `${endpoints}/${id}`, { rotate_signing_secret: true }),
    ])
      expect(refusalOf(reply)).toBe('403 REAUTHENTICATION_REQUIRED');
    expect((await browser.call('PUT', config, { otp_wait_seconds: 60 })).status).toBe(200);
    expect((await browser.call('PUT', config, { totp_secret: '********' })).status).toBe(200);
    expect((await api.call('PUT', config, { token, json: secret })).status).toBe(200);

    const wrong = await browser.call('POST', '/api/auth/confirm', { password: 'wrong' });
    expect([refusalOf(wrong), issuesOf(wrong)]).toEqual(['400 VALIDATION_ERROR', isWrong('password')]);
    expect((await browser.call('POST', '/api/auth/confirm', { password })).status).toBe(204);
    expect((await browser.call('PUT', config, secret)).status).toBe(200);
  });
});

describe('the second factor', () => {
  const secretSchema = z.object({ secret: z.string(), uri: z.string() });
  const codesSchema = z.object({ recovery_codes: z.array(z.string()) });

  /** A user whose second factor is on. `codeOf(1)` is a code after the one that turned it on. */
  async function openProtected() {
    const user = await openSignedIn();
    const begun = await user.browser.call('POST', '/api/me/second-factor');
    const { secret, uri } = secretSchema.parse(begun.body);
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const codeOf = (stepsFromNow: number) => totp.generate({ timestamp: Date.now() + stepsFromNow * 30_000 });
    const enabled = await user.browser.call('PUT', '/api/me/second-factor', { code: codeOf(0) });
    return { ...user, uri, secret, codeOf, codes: codesSchema.parse(enabled.body).recovery_codes };
  }

  it('is asked for after the right password only, and each code is accepted once', async () => {
    const { email, uri, codeOf, userId, secret } = await openProtected();
    expect(uri).toContain(`secret=${secret}`);
    const row = await api.db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(secret);

    const browser = openBrowser();
    const wrongPassword = { email, password: 'something else', code: codeOf(0) };
    expect(refusalOf(await browser.call('POST', '/auth/session', wrongPassword))).toBe('401 UNAUTHORIZED');
    expect(refusalOf(await browser.signIn(email))).toBe('401 SECOND_FACTOR_REQUIRED');
    const code = codeOf(1);
    expect((await browser.signIn(email, code)).status).toBe(200);
    const again = await openBrowser().signIn(email, code);
    expect([refusalOf(again), detailsOf(again)]).toEqual(['401 UNAUTHORIZED', { reason: 'second_factor' }]);
    // As if time had passed.
    await api.db.updateTable('users').set({ totp_last_step: null }).where('id', '=', userId).execute();
    const login = await api.call('POST', '/auth/login', { json: { email, password, code: codeOf(0) } });
    expect(login.status).toBe(200);
  });

  it('can be replaced by each of ten recovery codes once, in any writing', async () => {
    const { email, codes, browser } = await openProtected();
    expect(new Set(codes).size).toBe(10);
    const typed = (codes[0] ?? '').replaceAll('-', ' ').toUpperCase();
    expect((await openBrowser().signIn(email, typed)).status).toBe(200);
    expect(refusalOf(await openBrowser().signIn(email, codes[0]))).toBe('401 UNAUTHORIZED');
    expect((await browser.call('GET', '/api/me/second-factor')).body).toEqual({
      enabled: true,
      recovery_codes_left: 9,
    });
    const replaced = await browser.call('POST', '/api/me/second-factor/recovery-codes');
    expect(codesSchema.parse(replaced.body).recovery_codes).toHaveLength(10);
    expect(refusalOf(await openBrowser().signIn(email, codes[1]))).toBe('401 UNAUTHORIZED');
  });

  it('cannot be guessed by somebody who has the password', async () => {
    const { email, codes } = await openProtected();
    const replies = [];
    for (let n = 0; n < 5; n += 1) replies.push(refusalOf(await openBrowser().signIn(email, `00000${n}`)));
    expect(replies).toEqual([...Array<string>(4).fill('401 UNAUTHORIZED'), '429 RATE_LIMITED']);
    expect(refusalOf(await openBrowser().signIn(email, codes[0]))).toBe('429 RATE_LIMITED');
  });

  it('is turned on by a right code only, and off again', async () => {
    const { email, browser } = await openSignedIn();
    await browser.call('POST', '/api/me/second-factor');
    const wrong = await browser.call('PUT', '/api/me/second-factor', { code: '12345' });
    expect([refusalOf(wrong), issuesOf(wrong)]).toEqual(['400 VALIDATION_ERROR', isWrong('code')]);
    expect((await openBrowser().signIn(email)).status).toBe(200);

    const isOn = await openProtected();
    expect((await isOn.browser.call('DELETE', '/api/me/second-factor')).status).toBe(204);
    expect((await openBrowser().signIn(isOn.email)).status).toBe(200);
  });
});

describe('a password', () => {
  it('must not be a common one if a person chooses it; programs may register any of the right length', async () => {
    const json = { email: 'somebody@example.com', password: 'Password123!' };
    const inDashboard = await openBrowser().call('POST', '/api/auth/register', json);
    expect(issuesOf(inDashboard)).toEqual([{ path: 'password', message: 'must not be a common password' }]);
    expect((await api.call('POST', '/auth/register', { json })).status).toBe(201);
    expect(refusalOf(await api.call('POST', '/auth/register', { json }))).toBe('409 CONFLICT');
  });

  it('is changed with the old one, which ends all other sign-ins', async () => {
    const { browser, email, token } = await openSignedIn();
    const next = 'another horse battery';
    const change = (current_password: string, chosen: string) =>
      browser.call('PUT', '/api/me/password', { current_password, password: chosen });
    expect(issuesOf(await change('wrong', next))).toEqual(isWrong('current_password'));
    expect(issuesOf(await change(password, 'password1234'))[0]?.path).toBe('password');
    expect((await change(password, next)).status).toBe(204);
    expect((await browser.call('GET', '/api/me')).status).toBe(200);
    expect(refusalOf(await api.call('GET', '/me', { token }))).toBe('401 UNAUTHORIZED');
    const signIn = (chosen: string) => api.call('POST', '/auth/login', { json: { email, password: chosen } });
    expect((await signIn(next)).status).toBe(200);
    expect(refusalOf(await signIn(password))).toBe('401 UNAUTHORIZED');
  });

  it('is chosen anew with a link from a mail, which works once and ends all sign-ins', async () => {
    const { browser, email } = await openSignedIn();
    const request = (to: string, language: string) =>
      api.call('POST', '/auth/password-reset', { json: { email: to, language } });
    const known = await request(email, 'es');
    const unknown = await request('nobody@example.com', 'es');
    expect([known.status, known.text]).toEqual([202, unknown.text]);
    const { raw } = await until(
      () => Promise.resolve(mail.received.find(({ to }) => to.includes(email))),
      'the mail',
    );
    // The link is broken over lines.
    const token = /reset-password#([\w-]{43})/.exec(raw.replace(/=\r\n/g, ''))?.[1] ?? '';
    expect(raw).toMatch(/^Subject: .*Elige/m);
    expect(mail.received.some(({ to }) => to.includes('nobody@example.com'))).toBe(false);

    const choose = (chosen: string) =>
      api.call('PUT', '/auth/password-reset', { json: { token, password: chosen } });
    expect(refusalOf(await choose('password1234'))).toBe('400 VALIDATION_ERROR');
    expect((await choose('a fourth horse battery')).status).toBe(204);
    expect(refusalOf(await choose('a fifth horse battery'))).toBe('404 NOT_FOUND');
    expect(refusalOf(await browser.call('GET', '/api/me'))).toBe('401 UNAUTHORIZED');
    const signIn = { json: { email, password: 'a fourth horse battery' } };
    expect((await api.call('POST', '/auth/login', signIn)).status).toBe(200);
  });

  it('cannot be chosen with a link that has expired', async () => {
    const { email, userId } = await api.signUp();
    await api.call('POST', '/auth/password-reset', { json: { email } });
    const { raw } = await until(
      () => Promise.resolve(mail.received.find(({ to }) => to.includes(email))),
      'the mail',
    );
    const token = /reset-password#([\w-]{43})/.exec(raw.replace(/=\r\n/g, ''))?.[1] ?? '';
    await api.db
      .updateTable('password_resets')
      .set({ expires_at: sql<Date>`now()` })
      .where('user_id', '=', userId)
      .execute();
    const reply = await api.call('PUT', '/auth/password-reset', {
      json: { token, password: 'a fourth horse battery' },
    });
    expect(refusalOf(reply)).toBe('404 NOT_FOUND');
  });
});
