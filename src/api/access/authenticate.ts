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

interface Asking {
  headers: IncomingHttpHeaders;
  address: string;
  /** The key that the caller names, without presenting it. Not a secret. */
  namedKeyId: string | undefined;
  /** Reads the request as an app signs it. */
  readSigned: (app: RelayApp) => Promise<SignedRequest>;
}

interface Deps {
  db: Db;
  ring: KeyRing;
  tokens: AccessTokens;
  limits: RateLimits;
}

export type Authenticate = ReturnType<typeof createAuthenticate>;

/** Says who calls, or throws what the contract answers to those who may not. */
export function createAuthenticate({ db, ring, tokens, limits }: Deps) {
  return async function authenticate(access: Access, asking: Asking): Promise<Caller | null> {
    if (access === 'none') return null;
    if (access === 'user') return await authenticateUser(asking);
    const key = access.app ? await authenticateApp(access.app, asking) : await authenticateKey(asking, []);
    await recordKeyUse(db, key);
    const caller = callerOf(key, asking);
    if (!caller.scopes.includes(access.scope))
      throw new ApiError('FORBIDDEN', { message: `This API key lacks the scope ${access.scope}.` });
    return caller;
  };

  async function authenticateUser({ headers, address }: Asking): Promise<UserCaller> {
    const token = presentedToken(headers);
    if (token === undefined) throw unauthorized('Bearer');
    const user = await tokens.check(token);
    if (!user) throw await countedAgainst(address, unauthorized('Bearer'));
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

  async function authenticateKey({ headers, address }: Asking, passwords: string[]): Promise<ApiKey> {
    const [presented, another] = [...new Set([...presentedKeys(headers), ...passwords])];
    if (presented === undefined) throw unauthorized('Api-Key');
    const isOne = another === undefined && apiKeyPrefix(presented) !== undefined;
    const key = isOne ? await findApiKey(db, { keyHash: hashApiKey(presented) }) : undefined;
    if (!key) throw await countedAgainst(address, new ApiError('INVALID_API_KEY', challenge('Api-Key')));
    return key;
  }

  /** By its key or, where it can present none, by naming one whose secret it signs with. */
  async function authenticateApp(app: RelayApp, asking: Asking): Promise<ApiKey> {
    const { headers, address, namedKeyId } = asking;
    const password = presentedPassword(headers);
    const isPresented = password !== undefined || presentedKeys(headers).length > 0;
    // Twilio sends what it knows only to those who ask for it in this way.
    if (!isPresented && namedKeyId === undefined) throw unauthorized(basicChallenge);
    const key = isPresented
      ? await authenticateKey(asking, password === undefined ? [] : [password])
      : await findApiKey(db, { id: namedKeyId ?? '' });
    const signs = app.isSigned !== undefined && key?.signing_secret_sealed !== null;
    // A key that signs always does: whoever has only the key is not its app.
    const isProven = key && signs ? await hasSignature(app, asking, key) : isPresented;
    if (key && isProven) return key;
    const message = 'The signature is missing or wrong, or the key has no signing secret.';
    throw await countedAgainst(address, unauthorized(basicChallenge, message));
  }

  async function hasSignature(
    { isSigned, ...app }: RelayApp,
    { readSigned }: Asking,
    { id, signing_secret_sealed: sealed }: ApiKey,
  ): Promise<boolean> {
    if (!isSigned || sealed === null) return false;
    const secret = await openIfPossible(ring, purpose.relaySecret(id), sealed);
    return secret !== undefined && isSigned(await readSigned(app), secret);
  }

  /**
   * Counts a credential that was tried and is wrong. Whoever presents none guesses nothing, and whoever presents
   * a right one never comes here: an address cannot be locked by others who share it.
   */
  async function countedAgainst(address: string, refusal: ApiError): Promise<ApiError> {
    await limits.failedAuth.count(addressGroup(address));
    return refusal;
  }
}

function callerOf(key: ApiKey, { address }: Asking): KeyCaller {
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
