import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, purpose } from '../../src/secrets/seal.js';
import { bankId } from '../../src/api/accounts/bank-ids.js';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuePaths, refusalOf } from './support/caller.js';

let api: ApiUnderTest;
let token: string;
beforeAll(async () => {
  api = await startApi();
  ({ token } = await api.signUp());
});
afterAll(() => api.close());

const newAccount = () =>
  api.addAccount(token, { login_mode: null, bank_username: null, bank_password: null });
const put = (id: string, json: unknown) => api.call('PUT', `/accounts/${id}/config`, { token, json });
const get = async (id: string) => (await api.call('GET', `/accounts/${id}/config`, { token })).body;
const row = (id: string) =>
  api.db.selectFrom('account_configs').selectAll().where('account_id', '=', id).executeTakeFirstOrThrow();

const untouched = {
  session_type: 'one-shot',
  login_mode: 'simple',
  bank_username: null,
  has_bank_password: false,
  has_bank_secrets: {},
  bank_answers: [],
  has_proxy_url: false,
  has_mailbox_url: false,
  preferred_channels: [],
  notification_endpoint_url: null,
  notification_auth_type: null,
  notification_auth_token: null,
  notification_slack_url: null,
  notification_email: null,
  notification_events: [],
  otp_wait_seconds: 180,
  max_codes_per_day: 10,
  fatal_after_failures: 3,
  evidence: true,
  retry_when_bank_unavailable: false,
  has_totp_secret: false,
  sms_senders: [],
  notification_signing_secret: null,
};

const everything = {
  session_type: 'persistent',
  login_mode: 'assisted',
  bank_username: 'ana',
  bank_password: 'hunter2',
  notification_endpoint_url: 'https://example.com/hook',
  notification_auth_type: 'bearer',
  notification_auth_token: 'let-me-in',
  notification_slack_url: 'https://hooks.chat.example/services/T00/B00/s3cret',
  notification_email: 'ana@mail.example',
  notification_events: ['assistance_required', 'login_failed', 'assistance_required'],
  otp_wait_seconds: 60,
  max_codes_per_day: 5,
  fatal_after_failures: 2,
  evidence: false,
  totp_secret: 'jbsw y3dp-ehpk3pxp====',
  sms_senders: ['BANK'],
  bank_answers: [{ question: 'Pet?', answer: 'Rex' }],
  proxy_url: 'http://ana:s3same@proxy.example:8080',
  mailbox_url: 'imaps://ana:m4il-pw@192.0.32.8/Codes',
  preferred_channels: ['email', 'sms'],
};

describe('the settings that new accounts start with', () => {
  it('are those of the service, until the user sets others; accounts that exist keep theirs', async () => {
    const { token: mine } = await api.signUp();
    const path = '/me/account-defaults';
    const change = (json: unknown) => api.call('PUT', path, { token: mine, json });
    const none = Object.fromEntries(
      [
        'session_type',
        'login_mode',
        'otp_wait_seconds',
        'max_codes_per_day',
        'fatal_after_failures',
        'evidence',
      ].map((name) => [name, null]),
    );
    expect((await api.call('GET', path, { token: mine })).body).toEqual(none);
    const before = await api.addAccount(mine, { login_mode: null });
    const mineAlone = { session_type: 'persistent', otp_wait_seconds: 60, evidence: false };
    await change({ ...mineAlone, max_codes_per_day: 2 });
    expect((await change({ max_codes_per_day: null })).body).toEqual({ ...none, ...mineAlone });
    const configOf = async (id: string, as: string) =>
      (await api.call('GET', `/accounts/${id}/config`, { token: as })).body;
    const added = await api.call('POST', '/accounts', {
      token: mine,
      json: { bankId: bankId('demo'), name: 'Household' },
    });
    expect(await configOf((added.body as { id: string }).id, mine)).toEqual({ ...untouched, ...mineAlone });
    expect(await configOf(before, mine)).toMatchObject({ session_type: 'one-shot', otp_wait_seconds: 180 });
    expect(await configOf(await newAccount(), token), 'of another user').toMatchObject({ evidence: true });
  });

  it('are refused out of range, and fields that are not among them', async () => {
    for (const json of [{ otp_wait_seconds: 4 }, { session_type: 'open' }, { bank_password: 'hunter2' }])
      expect(refusalOf(await api.call('PUT', '/me/account-defaults', { token, json }))).toBe(
        '400 VALIDATION_ERROR',
      );
  });
});

describe("an account's configuration", () => {
  it('exists from the start, with every field', async () => {
    expect(await get(await newAccount())).toEqual(untouched);
  });

  it('accepts every field, and never shows a secret again', async () => {
    const id = await newAccount();
    const reply = await put(id, everything);
    expect(reply.status).toBe(200);
    const { bank_password, totp_secret, bank_answers, proxy_url, mailbox_url, ...readable } = everything;
    const expected = {
      ...readable,
      notification_events: ['assistance_required', 'login_failed'],
      notification_auth_token: '********',
      notification_slack_url: '********',
      retry_when_bank_unavailable: false,
      has_bank_password: true,
      has_bank_secrets: {},
      has_proxy_url: true,
      has_mailbox_url: true,
      bank_answers: bank_answers.map(({ question }) => ({ question })),
      has_totp_secret: true,
    };
    expect(reply.body).toEqual({
      ...expected,
      notification_signing_secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as unknown,
    });
    expect(await get(id)).toEqual({ ...expected, notification_signing_secret: '********' });
    const stored = JSON.stringify(await row(id));
    for (const secret of [everything.bank_username, bank_password, everything.notification_auth_token])
      expect(stored).not.toContain(`"${secret}"`);
    expect(stored).not.toContain('hooks.chat.example');
    expect(stored).not.toContain('proxy.example');
    const { totp_secret_sealed, bank_password_sealed, proxy_url_sealed, mailbox_url_sealed } = await row(id);
    expect(await open(api.ring, purpose.mailboxUrl(id), mailbox_url_sealed ?? '')).toBe(mailbox_url);
    expect(await open(api.ring, purpose.proxyUrl(id), proxy_url_sealed ?? '')).toBe(proxy_url);
    expect(await open(api.ring, purpose.totpSecret(id), totp_secret_sealed ?? '')).toBe('JBSWY3DPEHPK3PXP');
    expect(await open(api.ring, purpose.bankPassword(id), bank_password_sealed ?? '')).toBe(bank_password);
    expect(totp_secret).not.toBe('');
  });

  it('keeps fields that are absent or sent back unchanged', async () => {
    const id = await newAccount();
    await put(id, everything);
    const before = await row(id);
    expect((await put(id, {})).status).toBe(200);
    expect((await put(id, await get(id))).status).toBe(200);
    // The user name is not masked, so it was sealed again.
    expect(await row(id)).toEqual({ ...before, bank_username_sealed: expect.any(String) as unknown });
    expect(await get(id)).toMatchObject({ bank_username: 'ana' });
  });

  it('clears fields that are set to null, but user name and password only when they are empty', async () => {
    const id = await newAccount();
    await put(id, everything);
    await put(id, Object.fromEntries(Object.keys(everything).map((field) => [field, null])));
    expect(await get(id)).toMatchObject({ bank_username: 'ana', has_bank_password: true });
    await put(id, { bank_username: '', bank_password: '' });
    // The signing secret is kept when the endpoint is removed, so that receivers need no new one later.
    expect(await get(id)).toEqual({ ...untouched, notification_signing_secret: '********' });
  });

  it('ignores what Reconbanker’s client also sends', async () => {
    const id = await newAccount();
    const reply = await put(id, {
      ...{ pending_orders_endpoint: '', webhook_url: 'x', retry_limit: 3, polling_method: null },
      ...{ polling_body: {}, auth_type: null, auth_token: 'x', webhook_auth_type: null },
      ...{ webhook_auth_token: null, notify_on_expired: true, webhook_extra_fields: [] },
      ...{ silent_ingestion: false, notification_transport: 'slack', notification_slack_channel: null },
      otp_wait_seconds: 5,
    });
    expect(reply.body).toEqual({ ...untouched, otp_wait_seconds: 5 });
  });

  it('refuses fields that it does not know by their names, and a thousand of them briefly', async () => {
    const id = await newAccount();
    const reply = await put(id, { otp_wait_seconds: 5, otp_wait_second: 6, enabled: true });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['otp_wait_second', 'enabled']);
    expect(await get(id)).toEqual(untouched);
    const names = Array.from({ length: 1_000 }, (_, n) => [`${n}${'x'.repeat(50)}`, 1]);
    expect(issuePaths(await put(id, Object.fromEntries(names)))).toHaveLength(50);
  });

  it('takes connection_failed for login_failed', async () => {
    const id = await newAccount();
    const reply = await put(id, { notification_events: ['connection_failed', 'login_failed'] });
    expect(reply.body).toMatchObject({ notification_events: ['login_failed'] });
  });

  it.each([
    ['session_type', 'forever'],
    ['login_mode', 'manual'],
    ['bank_username', 'x'.repeat(201)],
    ['bank_username', 'nul\u0000'],
    ['bank_password', 'x'.repeat(201)],
    ['notification_endpoint_url', 'example.com/hook'],
    ['notification_endpoint_url', 'ftp://example.com'],
    ['notification_endpoint_url', 'https://user:secret@example.com'],
    ['notification_endpoint_url', 'javascript:alert(1)'],
    ['notification_endpoint_url', 'https://example.com/\u0000'],
    ['notification_auth_type', 'basic'],
    ['notification_auth_token', 'two\r\nlines'],
    ['notification_slack_url', 'hooks.chat.example'],
    ['notification_slack_url', 'http://127.0.0.1/x'],
    ['notification_email', 'ana'],
    ['notification_email', 'ana@mail.example, ben@mail.example'],
    ['notification_email', 'ana@mail.example\r\nBcc: ben@mail.example'],
    ['notification_events', 'login_failed'],
    ['otp_wait_seconds', 4],
    ['otp_wait_seconds', 901],
    ['otp_wait_seconds', 60.5],
    ['otp_wait_seconds', '60'],
    ['max_codes_per_day', 0],
    ['max_codes_per_day', 51],
    ['fatal_after_failures', 0],
    ['fatal_after_failures', 11],
    ['totp_secret', 'not base32!'],
    ['proxy_url', 'proxy.example:8080'],
    ['proxy_url', 'socks5://ana:s3same@proxy.example'],
    ['mailbox_url', 'imap.mail.example'],
    ['mailbox_url', 'imaps://ana@mail.example'],
    ['mailbox_url', 'imaps://ana:m4il-pw@10.0.0.7'],
    ['sms_senders', 'BANK'],
    ['notification_signing_secret', 'short'],
  ])('refuses %s = %j and changes nothing', async (field, value) => {
    const id = await newAccount();
    const reply = await put(id, { otp_wait_seconds: 60, [field]: value });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(new Set(issuePaths(reply))).toEqual(new Set([field]));
    expect(await get(id)).toEqual(untouched);
  });

  it('names the unknown event', async () => {
    const reply = await put(await newAccount(), { notification_events: ['login_failed', 'everything'] });
    expect(issuePaths(reply)).toEqual(['notification_events.1']);
  });

  it.each([
    'http://127.0.0.1/hook',
    'http://[::1]:80/',
    'http://2130706433/',
    'http://10.1.2.3/',
    'https://192.168.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'https://192.0.2.1/',
    'https://[2001:db8::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://0.0.0.0/',
    'http://[64:ff9b::7f00:1]/',
  ])('refuses the endpoint %s', async (url) => {
    const reply = await put(await newAccount(), { notification_endpoint_url: url });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['notification_endpoint_url']);
  });

  it('allows endpoints on this machine if the operator allows it, but no reserved addresses', async () => {
    const local = await startApi({ allowPrivateWebhooks: true });
    try {
      const { token: mine } = await local.signUp();
      const id = await local.addAccount(mine);
      const putUrl = (url: string) =>
        local.call('PUT', `/accounts/${id}/config`, {
          token: mine,
          json: { notification_endpoint_url: url },
        });
      expect((await putUrl('http://127.0.0.1:9000/hook')).status).toBe(200);
      expect((await putUrl('http://169.254.169.254/')).status).toBe(400);
      expect((await putUrl('http://192.0.2.1/')).status).toBe(400);
    } finally {
      await local.close();
    }
  });

  it('refuses a mail address if there is no mail server', async () => {
    const mute = await startApi({ sendsMail: false });
    try {
      const { token: mine } = await mute.signUp();
      const id = await mute.addAccount(mine);
      const json = { notification_email: 'ana@mail.example' };
      expect(issuePaths(await mute.call('PUT', `/accounts/${id}/config`, { token: mine, json }))).toEqual([
        'notification_email',
      ]);
    } finally {
      await mute.close();
    }
  });

  it('shows the signing secret once, and creates another on request', async () => {
    const id = await newAccount();
    const secretIn = async (json: unknown) =>
      ((await put(id, json)).body as { notification_signing_secret: string | null })
        .notification_signing_secret;
    expect(await secretIn({ otp_wait_seconds: 60 })).toBeNull();
    const first = await secretIn({ notification_endpoint_url: 'https://example.com/a' });
    expect(first).toMatch(/^whsec_/);
    expect(await secretIn({ notification_endpoint_url: 'https://example.com/b' })).toBe('********');
    const second = await secretIn({ rotate_signing_secret: true });
    const third = await secretIn({ notification_signing_secret: null });
    expect(new Set([first, second, third]).size).toBe(3);
    const { notification_signing_secret_sealed: sealed } = await row(id);
    expect(await open(api.ring, purpose.signingSecret(id), sealed ?? '')).toBe(third);
    const own = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(await secretIn({ notification_signing_secret: own })).toBe('********');
  });

  it('records in the audit trail which fields were changed, and no value', async () => {
    const id = await newAccount();
    await put(id, { bank_password: 'hunter2', otp_wait_seconds: 60 });
    const event = await api.db
      .selectFrom('events')
      .select(['details', 'actor'])
      .where('account_id', '=', id)
      .where('type', '=', 'config.changed')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    expect(event?.details).toEqual({ fields: ['otp_wait_seconds', 'bank_password'] });
    expect(event?.actor).toMatchObject({ kind: 'user', address: '127.0.0.1' });
  });

  it('loses neither of two concurrent changes', async () => {
    const id = await newAccount();
    await Promise.all([put(id, { otp_wait_seconds: 60 }), put(id, { max_codes_per_day: 5 })]);
    expect(await get(id)).toMatchObject({ otp_wait_seconds: 60, max_codes_per_day: 5 });
  });
});
