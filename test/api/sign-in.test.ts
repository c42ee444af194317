import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuePaths, refusalOf } from './support/caller.js';

let api: ApiUnderTest & { databaseUrl: string };
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const password = 'correct horse battery';
const register = (json: unknown, at = api) => at.call('POST', '/auth/register', { json });
const newEmail = () => `${randomUUID()}@example.com`;

describe('registering', () => {
  it('returns the user and stores the password as a hash only', async () => {
    const email = newEmail();
    const reply = await register({ email, password, name: 'Ana' });
    expect([reply.status, reply.body]).toEqual([201, { id: expect.any(String) as unknown, email }]);
    const row = await api.db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(password);
  });

  it('accepts an e-mail address once, in any case', async () => {
    const email = newEmail();
    await register({ email, password });
    expect(refusalOf(await register({ email: email.toUpperCase(), password }))).toBe('409 CONFLICT');
  });

  it('accepts an e-mail address once when two register at the same time', async () => {
    const email = newEmail();
    const replies = await Promise.all([1, 2, 3].map(() => register({ email, password })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each([
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(201) }],
    ['email', { email: 'nobody' }],
    ['email', { email: `${'x'.repeat(250)}@example.com` }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'two\nlines' }],
  ])('refuses a malformed %s', async (field, change) => {
    const reply = await register({ email: newEmail(), password, name: 'Ana', ...change });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual([field]);
  });

  it('refuses more at once than can be hashed soon, and serves all the others', async () => {
    const replies = await Promise.all(
      Array.from({ length: 600 }, () => register({ email: newEmail(), password })),
    );
    const refused = replies.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    expect(replies.length - refused.length).toBeGreaterThanOrEqual(200);
    expect(new Set(refused.map(refusalOf))).toEqual(new Set(['503 UNAVAILABLE']));
  });

  it('lets only the first user register if so configured, of many who try at once', async () => {
    const first = await startApi({ registration: 'first' });
    try {
      const replies = await Promise.all(
        [1, 2, 3, 4].map(() =>
          first.call('POST', '/auth/register', { json: { email: newEmail(), password } }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
      const later = await first.call('POST', '/auth/register', { json: { email: newEmail(), password } });
      expect(refusalOf(later)).toBe('403 FORBIDDEN');
    } finally {
      await first.close();
    }
  });

  it('refuses everyone if it is closed', async () => {
    const closed = await startApi({ registration: 'closed' });
    try {
      const reply = await closed.call('POST', '/auth/register', { json: { email: newEmail(), password } });
      expect(refusalOf(reply)).toBe('403 FORBIDDEN');
    } finally {
      await closed.close();
    }
  });
});

describe('signing in', () => {
  it('returns a token and the user', async () => {
    const { email, userId } = await api.signUp();
    const reply = await api.call('POST', '/auth/login', {
      json: { email: ` ${email.toUpperCase()} `, password },
    });
    expect(reply.body).toEqual({
      token: expect.any(String) as unknown,
      user: { id: userId, email, name: null },
    });
  });

  it('refuses a wrong password and an unknown e-mail address with the same response', async () => {
    const { email } = await api.signUp();
    const wrong = await api.call('POST', '/auth/login', { json: { email, password: 'something else' } });
    const unknown = await api.call('POST', '/auth/login', { json: { email: newEmail(), password } });
    expect(refusalOf(wrong)).toBe('401 UNAUTHORIZED');
    expect(unknown.text).toBe(wrong.text);
  });
});

describe('a token', () => {
  it('is valid for twelve hours, by its own claim and in the database', async () => {
    const { token } = await api.signUp();
    const { exp = 0, iat = 0, jti = '' } = decodeJwt(token);
    expect(exp - iat).toBe(12 * 3_600);
    const { expires_at: expiresAt } = await api.db
      .selectFrom('sign_ins')
      .select('expires_at')
      .where('id', '=', jti)
      .executeTakeFirstOrThrow();
    expect(Math.abs(expiresAt.getTime() - exp * 1_000)).toBeLessThan(5_000);
  });

  it('says who it belongs to', async () => {
    const { token, userId, email } = await api.signUp();
    const reply = await api.call('GET', '/me', { token });
    expect(reply.body).toEqual({ id: userId, email, name: null, operation_mode: 'passthrough' });
  });

  it.each([
    [{ mode: 'reconcile' }, 200],
    [{ mode: 'passthrough' }, 200],
    [{ mode: 'other' }, 400],
    [{}, 400],
  ])('accepts a mode that clients of Reconbanker set, without effect: %j', async (json, status) => {
    const { token } = await api.signUp();
    const reply = await api.call('PUT', '/me/operation-mode', { token, json });
    expect(reply.status).toBe(status);
    if (status === 200) expect(reply.body).toEqual({ operation_mode: 'passthrough' });
    expect((await api.call('GET', '/me', { token })).body).toMatchObject({ operation_mode: 'passthrough' });
  });

  it('ends with its sign-out; the user’s other tokens stay valid', async () => {
    const { token, email } = await api.signUp();
    const another = await api.signIn(email);
    const signedOut = await api.call('POST', '/auth/logout', { token });
    expect(signedOut.status).toBe(204);
    expect(signedOut.headers.get('clear-site-data')).toBe('"cache", "cookies"');
    expect(refusalOf(await api.call('GET', '/me', { token }))).toBe('401 UNAUTHORIZED');
    expect((await api.call('GET', '/me', { token: another })).status).toBe(200);
  });

  it('ends when the user signs out everywhere; those of other users stay valid', async () => {
    const { token, email } = await api.signUp();
    const tokens = [token, await api.signIn(email)];
    const other = await api.signUp();
    await api.call('POST', '/auth/logout', { token, json: { everywhere: true } });
    for (const each of tokens)
      expect(refusalOf(await api.call('GET', '/me', { token: each }))).toBe('401 UNAUTHORIZED');
    expect((await api.call('GET', '/me', { token: other.token })).status).toBe(200);
  });

  it('is refused when it has expired', async () => {
    const { token, userId } = await api.signUp();
    await api.db
      .updateTable('sign_ins')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('user_id', '=', userId)
      .execute();
    expect(refusalOf(await api.call('GET', '/me', { token }))).toBe('401 UNAUTHORIZED');
  });

  it('is refused if it is unsigned, signed with another key, or for an unknown sign-in', async () => {
    const { userId } = await api.signUp();
    const claims = { sub: userId, jti: randomUUID(), iss: 'assisted-login' };
    const key = new TextEncoder().encode(api.jwtSecret);
    const other = new TextEncoder().encode('another secret of thirty-two bytes');
    const tokens = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(other),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key),
      await new SignJWT({ ...claims, jti: 'x' }).setProtectedHeader({ alg: 'HS256' }).sign(key),
    ];
    for (const token of tokens)
      expect(refusalOf(await api.call('GET', '/me', { token }))).toBe('401 UNAUTHORIZED');
  });
});
