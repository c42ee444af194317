import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '../../src/assistance/scopes.js';
import { routes } from '../../src/api/routes.js';
import type { Route } from '../../src/api/http/define-route.js';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuePaths, refusalOf } from './support/caller.js';

/** Every route refuses in the same order (src/api/http/run-pipeline.ts). */

let api: ApiUnderTest;
let mine: { token: string; key: string; accountId: string };
let theirs: { token: string; key: string; accountId: string };

beforeAll(async () => {
  api = await startApi();
  mine = await newCustomer();
  theirs = await newCustomer();
});
afterAll(() => api.close());

async function newCustomer() {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token);
  const { key } = await api.addKey(token);
  return { token, key, accountId };
}

const isProgrammatic = (route: Route) => typeof route.auth === 'object';
const guarded = routes.filter(({ auth }) => auth !== 'none').map(named);
const programmatic = routes.filter(isProgrammatic).map(named);
const forPeople = routes.filter(({ auth }) => auth === 'user').map(named);
const ofAccount = routes.filter(({ account }) => account).map(named);
/** Not those that are always signed: a key alone does not get past the first check (relayed-messages.test.ts). */
const needsOnlyCredential = ({ auth }: Route) => typeof auth === 'string' || !auth.app?.isAlwaysSigned;
const withBody = routes
  .filter(({ body }) => body)
  .filter(needsOnlyCredential)
  .map(named);

function named(route: Route) {
  return { route, name: `${route.method} ${route.path}` };
}

const pathOf = (route: Route, accountId: string = randomUUID()) =>
  route.path.replace(':accountId', accountId).replace(/:[a-zA-Z]+/, randomUUID());

const credentialOf = (route: Route, { token, key }: { token: string; key: string } = mine) =>
  isProgrammatic(route) ? { key } : { token };

describe('401', () => {
  it.each(guarded)('$name authenticates before any other check', async ({ route }) => {
    const reply = await api.call(route.method, pathOf(route, '%ff'), {
      ...(route.method === 'GET' ? {} : { raw: '{', headers: { 'Content-Type': 'text/plain' } }),
    });
    expect(refusalOf(reply)).toBe('401 UNAUTHORIZED');
  });

  it.each(guarded)('$name refuses a credential of the other kind', async ({ route }) => {
    const wrong = isProgrammatic(route) ? { token: mine.token } : { key: mine.key };
    expect(refusalOf(await api.call(route.method, pathOf(route), wrong))).toBe('401 UNAUTHORIZED');
  });

  it.each(forPeople)('$name refuses a forged token', async ({ route }) => {
    const token = `${mine.token.slice(0, -4)}AAAA`;
    expect(refusalOf(await api.call(route.method, pathOf(route), { token }))).toBe('401 UNAUTHORIZED');
  });

  it.each(programmatic)('$name refuses an unknown or malformed key', async ({ route }) => {
    const unknown = `rbk_${'0'.repeat(8)}_${'0'.repeat(64)}`;
    for (const key of [unknown, 'rbk_123', mine.key.toUpperCase()])
      expect(refusalOf(await api.call(route.method, pathOf(route), { key }))).toBe('401 INVALID_API_KEY');
  });
});

describe('403', () => {
  it.each(programmatic.filter(({ route }) => needsOnlyCredential(route)))(
    '$name requires its scope before the account is looked up',
    async ({ route }) => {
      const wanted = typeof route.auth === 'object' ? route.auth.scope : '';
      const others = scopes.filter((scope) => scope !== wanted);
      const { key } = await api.addKey(mine.token, { scopes: others });
      expect(refusalOf(await api.call(route.method, pathOf(route, 'x'), { key }))).toBe('403 FORBIDDEN');
    },
  );

  it.each(programmatic.filter(({ route }) => route.account))(
    '$name refuses a key for other accounts, whether or not they exist',
    async ({ route }) => {
      const { key } = await api.addKey(mine.token, { accountIds: [mine.accountId] });
      const another = await api.addAccount(mine.token);
      for (const id of [another, theirs.accountId, randomUUID()])
        expect(refusalOf(await api.call(route.method, pathOf(route, id), { key }))).toBe('403 FORBIDDEN');
    },
  );
});

describe('the account', () => {
  it.each(ofAccount)('$name requires a UUID', async ({ route }) => {
    for (const id of ['x', '1234', '%ff', '%00', `${randomUUID()}0`]) {
      const reply = await api.call(route.method, pathOf(route, id), credentialOf(route));
      expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
      expect(issuePaths(reply)).toEqual(['accountId']);
    }
  });

  it.each(ofAccount)(
    '$name answers alike for another user’s account and a missing one',
    async ({ route }) => {
      const ask = (id: string) =>
        api.call(route.method, pathOf(route, id), {
          ...credentialOf(route),
          // It would be malformed.
          ...(route.body ? { json: 7 } : {}),
        });
      const foreign = await ask(theirs.accountId);
      const absent = await ask(randomUUID());
      expect(refusalOf(foreign)).toBe('404 NOT_FOUND');
      expect(foreign.text).toBe(absent.text);
      expect(headersOf(foreign.headers)).toEqual(headersOf(absent.headers));
    },
  );

  it.each(ofAccount)('$name does not change the account of another user', async ({ route }) => {
    const before = await api.call('GET', `/accounts/${theirs.accountId}/config`, { token: theirs.token });
    await api.call(route.method, pathOf(route, theirs.accountId), {
      ...credentialOf(route),
      ...(route.body
        ? { json: { confirmation_name: 'Household', code: '123456', bank_username: 'eve' } }
        : {}),
    });
    const after = await api.call('GET', `/accounts/${theirs.accountId}/config`, { token: theirs.token });
    expect(after.text).toBe(before.text);
  });

  const headersOf = (headers: Headers) =>
    Object.fromEntries([...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'));
});

describe('the body', () => {
  const ownPath = (route: Route) => pathOf(route, mine.accountId);
  const send = (route: Route, options: Parameters<typeof api.call>[2]) =>
    api.call(route.method, ownPath(route), {
      ...(route.auth === 'none' ? {} : credentialOf(route)),
      ...options,
    });
  const asJson = { 'Content-Type': 'application/json' };

  /** Routes of apps that forward messages accept other types and sizes. */
  const appOf = ({ auth }: Route) => (typeof auth === 'object' ? auth.app : undefined);
  const typesOf = (route: Route): readonly string[] => appOf(route)?.bodyTypes ?? ['application/json'];
  const withJson = withBody.filter(({ route }) => typesOf(route).includes('application/json'));

  it.each(withJson)('$name refuses a body that is not a JSON object', async ({ route }) => {
    for (const json of [null, 7, 'text', [], [{}], true])
      expect(refusalOf(await send(route, { json }))).toBe('400 VALIDATION_ERROR');
  });

  it.each(withJson)('$name refuses malformed JSON and malformed UTF-8', async ({ route }) => {
    for (const raw of ['{', '{"a":}', '\u0000', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]) {
      expect(refusalOf(await send(route, { raw, headers: asJson }))).toBe('400 VALIDATION_ERROR');
    }
  });

  it.each(withBody)('$name refuses another media type', async ({ route }) => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json',
      'application/jsonp',
    ];
    for (const type of types.filter((one) => !typesOf(route).includes(one)))
      expect(refusalOf(await send(route, { raw: '{}', headers: { 'Content-Type': type } }))).toBe(
        '415 VALIDATION_ERROR',
      );
  });

  it.each(withBody)('$name refuses another character set', async ({ route }) => {
    for (const charset of ['latin1', 'utf-16', '"utf-16le"', 'utf-80']) {
      const headers = { 'Content-Type': `${typesOf(route)[0]}; charset=${charset}` };
      expect((await send(route, { raw: '{}', headers })).status).toBe(415);
    }
  });

  it.each(['UTF-8', '"utf-8"', 'utf-8; boundary=x'])('accepts the character set %s', async (charset) => {
    const headers = { 'Content-Type': `application/json; charset=${charset}` };
    const reply = await api.call('POST', '/accounts', { token: mine.token, raw: '{}', headers });
    expect(reply.status).toBe(400);
  });

  it.each(withBody)('$name refuses more than 64 kB, or more than a mail may have', async ({ route }) => {
    const raw = `{"name":"${'x'.repeat((appOf(route)?.maxBytes ?? 64 * 1024) + 1_000)}"}`;
    const headers = { 'Content-Type': typesOf(route)[0] ?? '' };
    expect(refusalOf(await send(route, { raw, headers }))).toBe('413 VALIDATION_ERROR');
  });

  it.each(withBody)('$name answers values of every wrong type with 400', async ({ route }) => {
    // A user of its own, because one of these bodies may sign it out everywhere.
    const someone = await newCustomer();
    const strange = [null, 0, -1, 1e308, '', '\u0000', '\ud800', 'x'.repeat(5_000), [], {}, [[]], true];
    for (const value of strange) {
      const json = Object.fromEntries(fieldsOf(route).map((field) => [field, value]));
      const credential = route.auth === 'none' ? {} : credentialOf(route, someone);
      const reply = await api.call(route.method, pathOf(route, someone.accountId), { ...credential, json });
      expect(reply.status).toBeLessThan(500);
    }
  });

  function fieldsOf({ path }: Route): string[] {
    if (path.endsWith('/config')) {
      return [
        ...['session_type', 'login_mode', 'bank_username', 'bank_password', 'notification_endpoint_url'],
        ...['notification_auth_type', 'notification_auth_token', 'notification_events', 'otp_wait_seconds'],
        ...['max_codes_per_day', 'totp_secret', 'sms_senders', 'notification_signing_secret'],
      ];
    }
    return ['email', 'password', 'name', 'everywhere', 'scopes', 'account_ids', 'bankId', 'code', 'message'];
  }
});

describe('methods and paths', () => {
  it.each([...new Set(routes.map(({ path }) => path))])('%s lists its methods', async (path) => {
    const known = routes.filter((route) => route.path === path).map<string>(({ method }) => method);
    const other = known.includes('PATCH') ? 'PUT' : 'PATCH';
    const reply = await api.call(other, path.replace(/:[a-zA-Z]+/g, 'x'));
    expect(refusalOf(reply)).toBe('405 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['method']);
    expect(reply.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(known));
  });

  it.each(['/', '/app', '/app/accounts'])('%s can only be read', async (path) => {
    const reply = await api.call('POST', path);
    expect(refusalOf(reply)).toBe('405 VALIDATION_ERROR');
    expect(reply.headers.get('allow')).toBe('GET, HEAD');
  });

  it('answers 404 to an unknown path, with and without credentials', async () => {
    for (const options of [{}, { token: mine.token }, { key: mine.key }, { token: 'nonsense' }])
      for (const path of ['/nowhere', '/v1/nowhere', '/api/nowhere', '/api/v1/accounts', '/V1/accounts'])
        expect(refusalOf(await api.call('GET', path, options))).toBe('404 NOT_FOUND');
  });

  it('answers the dashboard paths under /api too', async () => {
    const [root, twin] = await Promise.all(
      ['', '/api'].map((prefix) => api.call('GET', `${prefix}/accounts`, { token: mine.token })),
    );
    expect(twin?.text).toBe(root?.text);
    expect(twin?.status).toBe(200);
  });

  it('sends people from / to the dashboard', async () => {
    const reply = await api.call('GET', '/');
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/app']);
  });

  it('does not reveal its software, and keeps responses out of caches', async () => {
    const { headers } = await api.call('GET', '/health');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });
});
