import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { en } from '../../dashboard/src/i18n/en.js';
import { maxEndpoints } from '../../src/db/deliveries/notification-endpoints.js';
import { demoBank, startApi } from '../api/support/api-under-test.js';
import { issuesOf } from '../api/support/caller.js';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  const secrets = [{ name: 'pin', label: 'PIN', pattern: '^\\d{4}$', private: true }];
  api = await startApi({
    sendsMail: false,
    banks: new Map([{ ...demoBank, secrets }, otherBank].map((bank) => [bank.code, bank])),
  });
});
afterAll(() => api.close());

const otherBank = { ...demoBank, code: 'other', name: 'Other' };
const events = ['assistance_required'];
const answered = (question: string) => ({ question, answer: 'Rex' });

/** The dashboard finds its own text for an invalid field by the API's exact message, in English and in Spanish. */
it('translates the messages that the API gives for the fields of its forms, and no others', async () => {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token, { bank_password: null });
  const account = `/accounts/${accountId}`;
  const settings = `/me/api-keys/${(await api.addKey(token)).id}/relay-settings`;
  const messageFor = async (method: string, path: string, json?: Record<string, unknown>) => {
    const reply = await api.call(method, `${account}${path}`, { token, json });
    return issuesOf(reply).map(({ message }) => message);
  };
  const addEndpoint = (json: Record<string, unknown> = {}) => {
    const endpoint = { name: 'Mine', transport: 'webhook', destination: 'https://hooks.example/', events };
    return api.call('POST', '/me/notification-endpoints', { token, json: { ...endpoint, ...json } });
  };
  const forEndpoint = async (json: Record<string, unknown>) =>
    issuesOf(await addEndpoint(json)).map(({ message }) => message);
  const ofUser = async (path: string, password: string) => {
    const json = { email: 'ana@example.com', password };
    const headers = { 'X-Requested-With': 'dashboard' };
    const reply = await api.call('POST', path, { token, json, headers });
    return issuesOf(reply).map(({ message }) => message);
  };
  const messageOfLastEndpoint = async () => {
    for (let added = 0; added < maxEndpoints; added += 1) expect((await addEndpoint()).status).toBe(201);
    return forEndpoint({});
  };
  const messages = [
    await messageFor('POST', '/scrape'),
    await messageFor('POST', '/notifications/test'),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'https://10.1.2.3/' }),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'ftp://example.com/' }),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'https://ana:secret@example.com/' }),
    await messageFor('PUT', '/config', { totp_secret: 'short' }),
    await messageFor('PUT', '/config', { bank_secrets: { pin: '12345' } }),
    await messageFor('PUT', '/config', { bank_answers: [{ question: 'Pet?' }] }),
    await messageFor('PUT', '/config', { bank_answers: ['Pet?', 'PET?'].map(answered) }),
    await messageFor('PUT', '/config', { proxy_url: 'proxy.example' }),
    await messageFor('PUT', '/config', { proxy_url: 'http://proxy.example/path' }),
    await messageFor('PUT', '/config', { proxy_url: 'http://ana:%zz@proxy.example' }),
    await messageFor('PUT', '/config', { proxy_url: 'socks5://ana:secret@proxy.example' }),
    await messageFor('PUT', '/config', { mailbox_url: 'imap.mail.example' }),
    await messageFor('PUT', '/config', { notification_email: 'ana@example.com' }),
    issuesOf(await api.call('PUT', settings, { token, json: { sns_topics: ['codes'] } })).map(
      ({ message }) => message,
    ),
    ...(await Promise.all(
      [
        { name: ' ' },
        { transport: 'email', destination: 'ana' },
        { auth_token: 'two words' },
        { banks: ['gone'] },
        { account_ids: [randomUUID()] },
        { account_ids: [accountId], banks: [otherBank.code] },
        { escalate_after_seconds: 800 },
      ].map(forEndpoint),
    )),
    await messageOfLastEndpoint(),
    ...(await Promise.all([ofUser('/auth/confirm', 'wrong'), ofUser('/auth/register', 'password123')])),
  ];
  expect(new Set(messages.flat())).toEqual(new Set(Object.keys(en.issues)));
});
