import { afterAll, beforeAll, expect, it } from 'vitest';
import { en } from '../../dashboard/src/i18n/en.js';
import { startApi } from '../api/support/api-under-test.js';
import { issuesOf } from '../api/support/caller.js';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi({ sendsMail: false });
});
afterAll(() => api.close());

/** The dashboard finds its own text for an invalid field by the API's exact message, in English and in Spanish. */
it('translates the messages that the API gives for the fields of its forms, and no others', async () => {
  const { token } = await api.signUp();
  const account = `/accounts/${await api.addAccount(token, { bank_password: null })}`;
  const messageFor = async (method: string, path: string, json?: Record<string, unknown>) => {
    const reply = await api.call(method, `${account}${path}`, { token, json });
    return issuesOf(reply).map(({ message }) => message);
  };
  const messages = [
    await messageFor('POST', '/scrape'),
    await messageFor('POST', '/notifications/test'),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'https://10.1.2.3/' }),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'ftp://example.com/' }),
    await messageFor('PUT', '/config', { notification_endpoint_url: 'https://ana:secret@example.com/' }),
    await messageFor('PUT', '/config', { totp_secret: 'short' }),
    await messageFor('PUT', '/config', { notification_email: 'ana@example.com' }),
  ];
  expect(new Set(messages.flat())).toEqual(new Set(Object.keys(en.issues)));
});
