import type { IncomingHttpHeaders } from 'node:http';
import { person } from '../../assistance/actor.js';
import { findApiKey, recordKeyUse } from '../../db/accounts/api-keys.js';
import type { Db } from '../../db/open.js';
import type { ApiKey } from '../../db/tables/schema.js';
import { apiKeyPrefix, hashApiKey } from '../../secrets/api-key.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import type { Access, Caller, KeyCaller, UserCaller } from './caller.js';
import { addressGroup } from './client-address.js';
import { ApiError } from './api-error.js';
import type { RateLimits } from './rate-limits.js';
import type { RelayApp, SignedRequest } from './relay-app.js';
import { presentedKeys, presentedPassword, presentedToken } from './presented-credentials.js';
import type { AccessTokens } from './access-tokens.js';

interface Credentials {
  headers: IncomingHttpHeaders;
  address: string;
  /** The `key_id` in the query: the id of a key whose signing secret the caller signs with. Not a secret. */
  namedKeyId: string | undefined;
  /** Reads the parts of the request that a relay app signs. */
  readSigned: (app: RelayApp) => Promise<SignedRequest>;
}

interface Deps {
  db: Db;
  ring: KeyRing;
  tokens: AccessTokens;
  limits: RateLimits;
}

export type Authenticate = ReturnType<typeof createAuthenticate>;

/**
 * Identifies the caller of a route. Null if the route needs no authentication. Throws UNAUTHORIZED, INVALID_API_KEY,
 * FORBIDDEN (the key lacks the scope) or RATE_LIMITED (too many wrong credentials from this address).
 */
export function createAuthenticate({ db, ring, tokens, limits }: Deps) {
  return async function authenticate(access: Access, credentials: Credentials): Promise<Caller | null> {
    if (access === 'none') return null;
    if (access === 'user') return await authenticateUser(credentials);
    const key = access.app
      ? await authenticateApp(access.app, credentials)
      : await authenticateKey(credentials, []);
    await recordKeyUse(db, key);
    const caller = callerOf(key, credentials);
    if (!caller.scopes.includes(access.scope))
      throw new ApiError('FORBIDDEN', { message: `This API key lacks the scope ${access.scope}.` });
    return caller;
  };

  async function authenticateUser({ headers, address }: Credentials): Promise<UserCaller> {
    const token = presentedToken(headers);
    if (token === undefined) throw unauthorized('Bearer');
    const user = await tokens.check(token);
    if (!user) throw await countFailure(address, unauthorized('Bearer'));
    return {
      kind: 'user',
      userId: user.id,
      signInId: user.sign_in_id,
      email: user.email,
      name: user.name,
      credential: `user:${user.id}`,
      actor: person(user, address),
    };
  }

  async function authenticateKey({ headers, address }: Credentials, passwords: string[]): Promise<ApiKey> {
    const [presented, another] = [...new Set([...presentedKeys(headers), ...passwords])];
    if (presented === undefined) throw unauthorized('Api-Key');
    const isSingleKey = another === undefined && apiKeyPrefix(presented) !== undefined;
    const key = isSingleKey ? await findApiKey(db, { keyHash: hashApiKey(presented) }) : undefined;
    if (!key) throw await countFailure(address, new ApiError('INVALID_API_KEY', challenge('Api-Key')));
    return key;
  }

  /** Accepts the API key itself or, from apps that cannot send it, its id and a signature made with its signing secret. */
  async function authenticateApp(app: RelayApp, credentials: Credentials): Promise<ApiKey> {
    const { headers, address, namedKeyId } = credentials;
    const password = presentedPassword(headers);
    const isPresented = password !== undefined || presentedKeys(headers).length > 0;
    // Twilio sends user name and password only in reply to this challenge.
    if (!isPresented && namedKeyId === undefined) throw unauthorized(basicChallenge);
    const key = isPresented
      ? await authenticateKey(credentials, password === undefined ? [] : [password])
      : await findApiKey(db, { id: namedKeyId ?? '' });
    const mustSign = app.isSigned !== undefined && key?.signing_secret_sealed !== null;
    // Once a key has a signing secret, the key alone is not enough at the address of an app that signs.
    const isProven = key && mustSign ? await hasSignature(app, credentials, key) : isPresented;
    if (key && isProven) return key;
    const message =
      'The signature is missing or wrong, or the API key named by key_id has no signing secret. Set the signing secret of the key to the one the app signs with.';
    throw await countFailure(address, unauthorized(basicChallenge, message));
  }

  async function hasSignature(
    { isSigned, ...app }: RelayApp,
    { readSigned }: Credentials,
    { id, signing_secret_sealed: sealed }: ApiKey,
  ): Promise<boolean> {
    if (!isSigned || sealed === null) return false;
    const secret = await openIfPossible(ring, purpose.relaySecret(id), sealed);
    return secret !== undefined && isSigned(await readSigned(app), secret);
  }

  /**
   * Counts a wrong credential against its address. Requests without a credential are not counted, as they guess
   * nothing. Valid credentials never get here, so clients that share an address cannot lock each other out.
   */
  async function countFailure(address: string, refusal: ApiError): Promise<ApiError> {
    await limits.failedAuth.count(addressGroup(address));
    return refusal;
  }
}

function callerOf(key: ApiKey, { address }: Credentials): KeyCaller {
  return {
    kind: 'key',
    keyId: key.id,
    userId: key.user_id,
    scopes: key.scopes,
    accountIds: key.account_ids,
    credential: `key:${key.id}`,
    actor: { kind: 'api_key', id: key.id, name: key.name, address },
  };
}

const basicChallenge = 'Basic realm="assisted-login"';
const challenge = (scheme: string) => ({ headers: { 'WWW-Authenticate': scheme } });
const unauthorized = (scheme: string, message?: string) =>
  new ApiError('UNAUTHORIZED', { ...challenge(scheme), ...(message !== undefined && { message }) });
