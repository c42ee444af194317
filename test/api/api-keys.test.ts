import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuePaths, refusalOf } from './support/caller.js';

let api: ApiUnderTest;
let token: string;
let accountId: string;
beforeAll(async () => {
  api = await startApi();
  ({ token } = await api.signUp());
  accountId = await api.addAccount(token);
});
afterAll(() => api.close());

const statusWith = (headers: Record<string, string>) =>
  api.call('GET', `/v1/accounts/${accountId}/status`, { headers });

describe('an API key', () => {
  it('is shown once, and then only its prefix', async () => {
    const made = await api.call('POST', '/me/api-keys', {
      token,
      json: { name: 'relay', scopes: ['otp:write', 'otp:write'], account_ids: [accountId.toUpperCase()] },
    });
    expect(made.status).toBe(201);
    const { key, ...facts } = made.body as { key: string; prefix: string };
    expect(key).toMatch(/^rbk_[0-9a-f]{8}_[0-9a-f]{64}$/);
    expect(facts).toMatchObject({
      name: 'relay',
      prefix: key.slice(0, 12),
      scopes: ['otp:write'],
      account_ids: [accountId],
      last_used_at: null,
      revoked_at: null,
    });
    const list = await api.call('GET', '/me/api-keys', { token });
    expect(list.body).toMatchObject({
      available_scopes: ['otp:write', 'status:read', 'session:read', 'session:write'],
    });
    expect(list.body).toMatchObject({ keys: expect.arrayContaining([facts]) as unknown });
    expect(list.text).not.toContain(key);
    const rows = await api.db.selectFrom('api_keys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(key.slice(13));
  });

  it('is read from either header, or from both if they agree', async () => {
    const { key } = await api.addKey(token);
    for (const headers of [
      { Authorization: `Api-Key ${key}` },
      { Authorization: `api-key  ${key}` },
      { 'x-api-key': key },
      { 'x-api-key': key, Authorization: `Api-Key ${key}` },
    ])
      expect((await statusWith(headers)).status).toBe(200);
  });

  it('is refused if the headers have different ones, even if both are valid', async () => {
    const [one, other] = [await api.addKey(token), await api.addKey(token)];
    const reply = await statusWith({ 'x-api-key': one.key, Authorization: `Api-Key ${other.key}` });
    expect(refusalOf(reply)).toBe('401 INVALID_API_KEY');
  });

  it('is refused if it is empty', async () => {
    for (const headers of [{ 'x-api-key': ' ' }, { Authorization: 'Api-Key' }])
      expect(refusalOf(await statusWith(headers as Record<string, string>))).toBe('401 INVALID_API_KEY');
  });

  it('is refused as soon as it is revoked, and stays revoked', async () => {
    const { id, key } = await api.addKey(token);
    expect((await api.call('DELETE', `/me/api-keys/${id}`, { token })).status).toBe(204);
    expect(refusalOf(await statusWith({ 'x-api-key': key }))).toBe('401 INVALID_API_KEY');
    expect((await api.call('DELETE', `/me/api-keys/${id}`, { token })).status).toBe(204);
  });

  it('of another user can be neither seen nor revoked', async () => {
    const { id, key } = await api.addKey(token);
    const other = await api.signUp();
    const foreign = await api.call('DELETE', `/me/api-keys/${id}`, { token: other.token });
    const absent = await api.call('DELETE', `/me/api-keys/${randomUUID()}`, { token: other.token });
    expect(refusalOf(foreign)).toBe('404 NOT_FOUND');
    expect(foreign.text).toBe(absent.text);
    expect((await api.call('GET', '/me/api-keys', { token: other.token })).body).toMatchObject({ keys: [] });
    expect((await statusWith({ 'x-api-key': key })).status).toBe(200);
  });

  it('records its use at most once a minute', async () => {
    const { id, key } = await api.addKey(token);
    const lastUse = async () =>
      (await api.db.selectFrom('api_keys').select('last_used_at').where('id', '=', id).executeTakeFirst())
        ?.last_used_at;
    await statusWith({ 'x-api-key': key });
    const first = await lastUse();
    expect(first).toBeInstanceOf(Date);
    await statusWith({ 'x-api-key': key });
    expect(await lastUse()).toEqual(first);
    const longAgo = new Date(Date.now() - 61_000);
    await api.db.updateTable('api_keys').set({ last_used_at: longAgo }).where('id', '=', id).execute();
    await statusWith({ 'x-api-key': key });
    expect((await lastUse())?.getTime()).toBeGreaterThan(longAgo.getTime());
  });

  it.each([
    ['scopes.0', { scopes: ['everything'] }],
    ['scopes', { scopes: [] }],
    ['name', { name: ' ' }],
    ['account_ids.0', { account_ids: ['x'] }],
    ['account_ids.0', { account_ids: [randomUUID()] }],
  ])('is not created with a malformed field: %s', async (path, change) => {
    const json = { name: 'relay', scopes: ['otp:write'], account_ids: null, ...change };
    const reply = await api.call('POST', '/me/api-keys', { token, json });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual([path]);
  });

  it('is not created for an account of another user', async () => {
    const other = await api.signUp();
    const foreign = await api.addAccount(other.token);
    const json = { name: 'relay', scopes: ['otp:write'], account_ids: [accountId, foreign] };
    const reply = await api.call('POST', '/me/api-keys', { token, json });
    expect(issuePaths(reply)).toEqual(['account_ids.1']);
  });
});
