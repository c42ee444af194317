import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createAccessTokens } from '../../src/api/access/access-tokens.js';
import { bankId } from '../../src/api/accounts/bank-ids.js';
import { startHeartbeat } from '../../src/db/worker-liveness.js';
import { startApiWithLogins } from '../api/support/api-with-logins.js';
import { createErrorLog } from '../support/error-log.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import type { Named, Operation } from './from-schema.js';
import type { Attempt } from './requests.js';

export type World = Awaited<ReturnType<typeof createWorld>>;

const bankYaml = 'code: example\nname: Example\nlogin_url: https://bank.example/login\n';
const signInFrom = { kind: 'token', address: '127.0.0.1', userAgent: null } as const;

/** The demo bank's phone, as far as the API needs it. */
async function startPhone() {
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/json').end('{"messages":[],"approvals":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    loginUrl: `http://127.0.0.1:${port}/login`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/**
 * The API with a worker behind it and everything that requests can speak of: an account that waits for a code,
 * others to start, stop and delete, keys to revoke, a user to sign out, a stranger.
 */
export async function createWorld() {
  const phone = await startPhone();
  const bank = scriptedBank({
    code: 'demo',
    onOpen: sixDigits,
    onCode: { is: 'code_rejected', bankMessage: null },
  });
  const { log, lines: errors } = createErrorLog();
  const api = await startApiWithLogins([{ ...bank.driver, loginUrl: phone.loginUrl }], {
    log,
    // No generated address may be called.
    allowPrivateWebhooks: false,
  });
  const stopHeartbeat = startHeartbeat({
    db: api.db,
    worker: randomUUID(),
    onError: (error) => log.warn({ err: error }, 'could not record a heartbeat'),
  });
  const tokens = createAccessTokens(api);

  const customer = await api.newCustomer('demo', { otp_wait_seconds: 900 });
  await customer.untilAsked();
  const { token, key, accountId: waiting } = customer;
  const addAccounts = (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => api.addAccount(token)));
  /** Without a user name: starting them is refused until a request sets one. */
  const bare = await Promise.all(
    Array.from({ length: 4 }, () => api.addAccount(token, { bank_username: null, bank_password: null })),
  );
  const [startable, doomed] = [await addAccounts(2), await addAccounts(8)];
  const notified = await api.addAccount(token, { notification_endpoint_url: 'https://relay.invalid/codes' });
  const deadKeys = await Promise.all(Array.from({ length: 8 }, () => api.addKey(token)));
  const revoked = await api.addKey(token);
  await api.call('DELETE', `/me/api-keys/${revoked.id}`, { token });
  const narrow = await api.addKey(token, { accountIds: [notified] });
  const leaver = await api.signUp();
  const stranger = await api.newCustomer('demo');
  const loggedOut = await tokens.issue(leaver.userId, signInFrom);
  await api.call('POST', '/auth/logout', { token: loggedOut });
  const { id: requestId } = await customer.pending();
  const submitted = await customer.submit({ code: '000000' }, { Prefer: 'wait=20' });
  const submissionId = JSON.stringify(submitted.body).match(/"submission_id":"([^"]+)"/)?.[1] ?? '';

  /** Accounts for requests to use, so that the test's own are not stopped or deleted. */
  function accountsFor({ method, path }: Operation): string[] {
    if (method === 'DELETE') return doomed;
    if (/\/(scrape|reactivate|restart|kill)$/.test(path)) return [...bare, ...bare, ...startable];
    if (method === 'PUT') return [notified, ...doomed];
    return [waiting, waiting, waiting, notified, ...bare];
  }

  const aCode = fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0'));
  const ids = (...known: string[]) =>
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fc.uuid() });

  const named = (operation: Operation): Named => ({
    accountId: ids(...accountsFor(operation), ...accountsFor(operation), stranger.accountId),
    account_ids: fc.oneof(fc.constant(null), fc.subarray([waiting, notified, ...bare])),
    id: ids(...deadKeys.map(({ id }) => id)),
    deliveryId: fc.uuid(),
    submissionId: ids(submissionId),
    bankId: fc.constant(bankId('demo')),
    request_id: ids(requestId),
    code: aCode,
    message: aCode.map((code) => `Your code is ${code}.`),
    email: fc.oneof(
      fc.constantFrom(
        leaver.email,
        'ana@example.com',
        'ANA@EXAMPLE.COM',
        'not an address',
        'a@b',
        'é@example.com',
      ),
      fc.emailAddress(),
    ),
    // Most are too short, because hashing a password takes time.
    password: fc.oneof(
      { weight: 3, arbitrary: fc.constant('short') },
      { weight: 1, arbitrary: fc.constant(leaver.password) },
    ),
    confirmation_name: fc.constantFrom('Household', 'household', 'Another'),
    notification_endpoint_url: fc.constantFrom(
      'https://relay.invalid/codes',
      'http://127.0.0.1:9/',
      'http://[::1]/',
      'https://user:secret@relay.invalid/',
      'ftp://relay.invalid/',
      'https://',
    ),
    totp_secret: fc.constantFrom('JBSWY3DPEHPK3PXP', 'jbsw y3dp ehpk 3pxp', '********', 'short', null),
    yaml: fc.oneof(
      fc.constantFrom(bankYaml, 'a: [', '- 1', '&a [*a]', 'a: &a [1]\nb: *a', '!!js/function 1'),
      fc.string(),
    ),
    // No request may keep the test waiting for longer.
    wait: fc.constantFrom('1', '0', '61', 'soon', '1.5'),
    prefer: fc.constantFrom('wait=1', 'respond-async, wait="1"', 'wait=0', 'return=minimal', ''),
    'idempotency-key': fc.constantFrom(
      'one',
      'two',
      'three',
      'x'.repeat(255),
      'x'.repeat(256),
      'two words',
      '',
    ),
    limit: fc.constantFrom('1', '200', '0', '201', '-1', 'x'),
    cursor: fc.constantFrom('W10', 'bnVsbA', 'eyJhIjoxfQ', '%', ''),
    since: fc.constantFrom('W10', 'bnVsbA', 'x', ''),
    days: fc.constantFrom('1', '90', '0', '91', 'x'),
    username: fc.constantFrom('otp', 'otp 7', 'ü', ' '),
  });

  /** The headers of a credential. A request that signs out gets a sign-in of its own. */
  async function credentialHeaders({
    operation,
    credential,
    garbage,
  }: Attempt): Promise<Record<string, string>> {
    const asToken = (value: string) => ({ Authorization: `Bearer ${value}` });
    const asKey = (value: string) => ({ Authorization: `Api-Key ${value}` });
    const isForKeys = operation.credential === 'key';
    switch (credential) {
      case 'none':
        return {};
      case 'valid':
        if (operation.path === '/auth/logout') return asToken(await tokens.issue(leaver.userId, signInFrom));
        if (isForKeys) return garbage.length % 2 === 0 ? asKey(key) : { 'x-api-key': key };
        return asToken(token);
      case 'of the other kind':
        return isForKeys ? asToken(token) : asKey(key);
      case 'dead':
        return isForKeys ? asKey(revoked.key) : asToken(loggedOut);
      case 'two at once':
        return isForKeys
          ? { ...asKey(key), 'x-api-key': narrow.key }
          : { ...asToken(loggedOut), 'x-api-key': key };
      case 'of a stranger':
        if (operation.path === '/auth/logout') return asToken(await tokens.issue(leaver.userId, signInFrom));
        return isForKeys
          ? asKey(garbage.length % 2 === 0 ? narrow.key : stranger.key)
          : asToken(stranger.token);
      case 'garbage':
        return {
          Authorization:
            [
              garbage,
              `Bearer ${garbage}`,
              `Api-Key ${garbage}`,
              `Bearer ${unsigned}`,
              'Basic YTpi',
              'Bearer',
            ][garbage.length % 6] ?? '',
          ...(garbage.length % 5 === 0 ? { 'x-api-key': garbage } : {}),
        };
    }
  }

  return {
    api,
    errors,
    named,
    credentialHeaders,
    async close(): Promise<void> {
      await stopHeartbeat();
      await api.close();
      await phone.close();
    },
  };
}

/** A token with the algorithm `none`. */
const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
  `{"sub":"${randomUUID()}","jti":"${randomUUID()}","iss":"assisted-login"}`,
).toString('base64url')}.`;
