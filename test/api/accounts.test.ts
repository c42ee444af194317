import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankId } from '../../src/api/accounts/bank-ids.js';
import { type ApiUnderTest, demoBank, startApi } from './support/api-under-test.js';
import { issuePaths, refusalOf } from './support/caller.js';

let api: ApiUnderTest;
let token: string;
beforeAll(async () => {
  api = await startApi();
  ({ token } = await api.signUp());
});
afterAll(() => api.close());

describe('banks', () => {
  it('are listed with an id that follows from the code', async () => {
    const reply = await api.call('GET', '/banks', { token });
    expect(reply.body).toEqual([
      {
        id: bankId('demo'),
        code: 'demo',
        name: demoBank.name,
        loginUrl: demoBank.loginUrl,
        status: 'ready',
        neverSendsCodes: false,
        secrets: [],
      },
    ]);
  });

  it('without a file are listed for users who have accounts there, and start no login', async () => {
    const { token: mine } = await api.signUp();
    const id = await api.addAccount(mine);
    await api.db.updateTable('accounts').set({ bank_code: 'gone' }).where('id', '=', id).execute();
    const reply = await api.call('GET', '/banks', { token: mine });
    expect(reply.body).toContainEqual({
      id: bankId('gone'),
      code: 'gone',
      name: 'gone',
      loginUrl: null,
      status: 'failed',
      neverSendsCodes: false,
      secrets: [],
    });
    expect((await api.call('GET', '/banks', { token })).text).not.toContain('gone');
    const start = await api.call('POST', `/accounts/${id}/scrape`, { token: mine });
    expect(refusalOf(start)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(start)).toEqual(['bank']);
  });
});

describe('accounts', () => {
  it('are created, shown and listed as the same object', async () => {
    const mine = await api.signUp();
    const json = { bankId: bankId('demo').toUpperCase(), name: ' Household ' };
    const made = await api.call('POST', '/accounts', { token: mine.token, json });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String) as unknown,
      bank: 'demo',
      name: 'Household',
      status: 'active',
      sessionStatus: null,
      assistedPersistent: false,
      scrapeBlockedAt: null,
      scrapeBlockedReason: null,
      latestSession: null,
      lastDay: null,
      retryAt: null,
    });
    const { id } = made.body as { id: string };
    expect((await api.call('GET', `/accounts/${id}`, { token: mine.token })).body).toEqual(made.body);
    expect((await api.call('GET', '/accounts', { token: mine.token })).body).toEqual([made.body]);
  });

  it.each([
    ['bankId', { bankId: randomUUID() }],
    ['bankId', { bankId: 'demo' }],
    ['name', { name: 'x'.repeat(101) }],
  ])('are not created with an unknown or malformed %s', async (path, change) => {
    const reply = await api.call('POST', '/accounts', {
      token,
      json: { bankId: bankId('demo'), name: 'Household', ...change },
    });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual([path]);
  });

  it('show whether they are persistent, assisted and blocked', async () => {
    const id = await api.addAccount(token, { session_type: 'persistent' });
    const at = new Date();
    await api.db
      .updateTable('accounts')
      .set({ blocked_at: at, blocked_reason: 'account_locked' })
      .where('id', '=', id)
      .execute();
    expect((await api.call('GET', `/accounts/${id}`, { token })).body).toMatchObject({
      assistedPersistent: true,
      sessionStatus: 'needs_attention',
      scrapeBlockedAt: at.toISOString(),
      scrapeBlockedReason: 'account_locked',
    });
  });

  it('can be renamed, which is in the audit trail', async () => {
    const id = await api.addAccount(token);
    const rename = (json: Record<string, unknown>) => api.call('PATCH', `/accounts/${id}`, { token, json });
    expect((await rename({ name: ' Office ' })).body).toMatchObject({ id, name: 'Office' });
    expect((await api.call('GET', `/accounts/${id}`, { token })).body).toMatchObject({ name: 'Office' });
    expect((await rename({ name: 'Office' })).status).toBe(200);
    expect(issuePaths(await rename({ name: ' ' }))).toEqual(['name']);
    expect((await rename({ name: 'Office', bank: 'other' })).status).toBe(400);
    const events = await api.db
      .selectFrom('events')
      .select('details')
      .where('account_id', '=', id)
      .where('type', '=', 'config.changed')
      .execute();
    expect(events.filter(({ details }) => JSON.stringify(details).includes('"name"'))).toHaveLength(1);
  });

  it('are deleted if their name is sent, with everything except the audit trail', async () => {
    const id = await api.addAccount(token);
    const wrong = await api.call('DELETE', `/accounts/${id}`, {
      token,
      json: { confirmation_name: 'Other' },
    });
    expect(issuePaths(wrong)).toEqual(['confirmation_name']);
    const json = { confirmation_name: 'Household' };
    expect((await api.call('DELETE', `/accounts/${id}`, { token, json })).status).toBe(204);
    expect(refusalOf(await api.call('GET', `/accounts/${id}`, { token }))).toBe('404 NOT_FOUND');
    const events = await api.db.selectFrom('events').select('type').where('account_id', '=', id).execute();
    expect(events.map(({ type }) => type)).toEqual(['account.created', 'config.changed', 'account.deleted']);
  });
});

describe('starting and stopping', () => {
  const block = (id: string) =>
    api.db
      .updateTable('accounts')
      .set({ blocked_at: new Date(), blocked_reason: 'bad_credentials', failures_in_row: 1 })
      .where('id', '=', id)
      .execute();
  const spendCodes = (id: string, count: number) =>
    api.db
      .insertInto('codes_sent')
      .values(
        Array.from({ length: count }, (_, n) => ({ login_id: randomUUID(), step: `${n}`, account_id: id })),
      )
      .execute();

  it('names the missing credentials', async () => {
    const id = await api.addAccount(token, { bank_username: null, bank_password: null });
    const reply = await api.call('POST', `/accounts/${id}/scrape`, { token });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['bank_username', 'bank_password']);
  });

  it('refuses a blocked account before all other checks of its state', async () => {
    const id = await api.addAccount(token, { bank_username: null });
    await block(id);
    const reply = await api.call('POST', `/accounts/${id}/scrape`, { token });
    expect(refusalOf(reply)).toBe('409 ACCOUNT_BLOCKED');
    expect(reply.body).toMatchObject({ error: { details: { reason: 'bad_credentials' } } });
  });

  it('refuses, also a restart, if the day’s codes are used up, and says when there is one again', async () => {
    const id = await api.addAccount(token, { max_codes_per_day: 2 });
    await spendCodes(id, 2);
    for (const wish of ['scrape', 'reactivate', 'restart']) {
      const reply = await api.call('POST', `/accounts/${id}/${wish}`, { token });
      expect(refusalOf(reply)).toBe('429 RATE_LIMITED');
      expect(reply.body).toMatchObject({ error: { details: { reason: 'code_budget' } } });
      const retryAfter = Number(reply.headers.get('retry-after'));
      expect(retryAfter).toBeGreaterThan(86_000);
      expect(retryAfter).toBeLessThanOrEqual(86_400);
    }
  });

  it('says when enough codes have expired, if more were sent than allowed', async () => {
    const id = await api.addAccount(token, { max_codes_per_day: 2 });
    const sentAt = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000);
    for (const [step, hoursAgo] of [23, 20, 10, 1].entries())
      await api.db
        .insertInto('codes_sent')
        .values({ login_id: randomUUID(), step: `${step}`, account_id: id, sent_at: sentAt(hoursAgo) })
        .execute();
    const reply = await api.call('POST', `/accounts/${id}/scrape`, { token });
    expect(refusalOf(reply)).toBe('429 RATE_LIMITED');
    // Two are allowed; the second newest of the four is ten hours old.
    expect(Number(reply.headers.get('retry-after')) / 3_600).toBeCloseTo(14, 1);
  });

  it('keeps the block when a restart is refused', async () => {
    const id = await api.addAccount(token, { bank_password: null });
    await block(id);
    const reply = await api.call('POST', `/accounts/${id}/restart`, { token });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    const row = await api.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
    expect(row?.blocked_reason).toBe('bad_credentials');
  });

  it('refuses to stop an account without a session', async () => {
    const id = await api.addAccount(token);
    expect(refusalOf(await api.call('POST', `/accounts/${id}/kill`, { token }))).toBe(
      '409 SESSION_NOT_RUNNING',
    );
  });
});

describe('the list of accounts', () => {
  it('is compressed for dashboards, and is not sent again while it is unchanged', async () => {
    const { token: mine } = await api.signUp();
    for (let number = 1; number <= 8; number += 1) await api.addAccount(mine);
    const first = await api.call('GET', '/accounts', { token: mine, headers: { 'Accept-Encoding': 'gzip' } });
    expect(first.headers.get('content-encoding')).toBe('gzip');
    const etag = first.headers.get('etag') ?? '';
    const again = await api.call('GET', '/accounts', { token: mine, headers: { 'If-None-Match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    await api.addAccount(mine);
    const changed = await api.call('GET', '/accounts', { token: mine, headers: { 'If-None-Match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ length: 9 });
    // The response to another user's request never counts as the same.
    expect((await api.call('GET', '/accounts', { token, headers: { 'If-None-Match': etag } })).status).toBe(
      200,
    );
  });

  it('can be narrowed to some accounts, and never shows those of another user', async () => {
    const { token: mine } = await api.signUp();
    const [first, second, other] = [
      await api.addAccount(mine),
      await api.addAccount(mine),
      await api.addAccount(token),
    ];
    await api.addAccount(mine);
    const reply = await api.call('GET', `/accounts?ids=${second},${first},${other}`, { token: mine });
    expect(reply.body).toMatchObject([{ id: first }, { id: second }]);
    expect(reply.body).toMatchObject({ length: 2 });
    expect(issuePaths(await api.call('GET', '/accounts?ids=none', { token: mine }))).toEqual(['ids.0']);
  });
});
