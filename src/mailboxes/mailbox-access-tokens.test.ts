import { expect, it } from 'vitest';
import { createNameResolver } from '../deliveries/resolve-name.js';
import { startTokenEndpoint } from '../../test/support/token-endpoint.js';
import { createAccessTokens } from './mailbox-access-tokens.js';

/** The access tokens of a mailbox, at an endpoint that replaces the refresh token at each use. */
async function rotatingTokens({ expiresIn, failures }: { expiresIn: number; failures: number }) {
  const answer = (access: string, refresh: string) => ({
    body: { access_token: access, expires_in: expiresIn, refresh_token: refresh },
  });
  const endpoint = await startTokenEndpoint([answer('first', 'token-1'), answer('second', 'token-2')]);
  const saved: string[] = [];
  const attempts: string[] = [];
  const tokens = createAccessTokens({
    grant: {
      tokenEndpoint: endpoint.url,
      clientId: 'client',
      clientSecret: undefined,
      refreshToken: 'token-0',
    },
    resolveName: createNameResolver(),
    allowPrivate: true,
    read: () => Promise.resolve(saved.at(-1)),
    save: (token) => {
      attempts.push(token);
      if (attempts.length <= failures) return Promise.reject(new Error('the database cannot be reached'));
      saved.push(token);
      return Promise.resolve();
    },
  });
  return {
    get: () => tokens.get(new AbortController().signal),
    attempts,
    saved,
    sent: () => endpoint.asked.map(({ refresh_token: token }) => token),
    [Symbol.asyncDispose]: endpoint.close,
  };
}

it('a refresh token that could not be saved is saved with the next use of the access token', async () => {
  await using tokens = await rotatingTokens({ expiresIn: 3600, failures: 1 });
  expect(await tokens.get()).toBe('first');
  expect(tokens.saved).toEqual([]);
  expect(await tokens.get()).toBe('first');
  expect(await tokens.get()).toBe('first');
  expect(tokens.attempts).toEqual(['token-1', 'token-1']);
  expect(tokens.saved).toEqual(['token-1']);
  expect(tokens.sent()).toEqual(['token-0']);
});

it('a refresh token that could not be saved is the one that is sent next', async () => {
  await using tokens = await rotatingTokens({ expiresIn: 30, failures: 1 });
  expect(await tokens.get()).toBe('first');
  expect(await tokens.get()).toBe('second');
  expect(tokens.sent()).toEqual(['token-0', 'token-1']);
  expect(tokens.saved).toEqual(['token-2']);
});
