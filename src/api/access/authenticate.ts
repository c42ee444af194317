import type { IncomingHttpHeaders } from 'node:http';
import { person } from '../../assistance/actor.js';
import { findApiKey, findKeyAndAccount, recordKeyUse, type UsableKey } from '../../db/accounts/api-keys.js';
import type { Db } from '../../db/open.js';
import type { Account } from '../../db/tables/schema.js';
import { apiKeyPrefix, hashApiKey } from '../../secrets/api-key.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import type { Access, Caller, FindKey, KeyCaller, UserCaller } from './caller.js';
import { addressGroup } from './client-address.js';
import { ApiError } from './api-error.js';
import type { RateLimits } from './rate-limits.js';
import { openRelaySettings } from './relay-settings.js';
import type { RelayApp, SignedRequest } from './relay-app.js';
import { presentedKeys, presentedPassword, presentedToken } from './presented-credentials.js';
import { presentedCookie } from './session-cookie.js';
import type { AccessTokens } from './access-tokens.js';

interface Credentials {
  headers: IncomingHttpHeaders;
  address: string;
  /** The id of the account in the path; undefined if there is none or it is malformed. */
  accountId: string | undefined;
  /** The `key_id` in the query: the id of a key whose signing secret the caller signs with. Not a secret. */
  namedKeyId: string | undefined;
  /** Whether the request is for a path under `/api`: only there the cookie of a browser counts. */
  acceptsCookie: boolean;
  /** Reads the parts of the request that a relay app signs. */
  readSigned: (app: RelayApp) => Promise<SignedRequest>;
}

interface Deps {
  db: Db;
  ring: KeyRing;
  tokens: AccessTokens;
  limits: RateLimits;
  publicUrl: string;
}

export type Authenticate = ReturnType<typeof createAuthenticate>;

interface Authenticated<C extends Caller = Caller> {
  caller: C;
  /** The account in the path, if it exists and belongs to the caller's user. */
  account: Account | undefined;
  /** What the `findKey` of the route found besides. */
  found?: unknown;
}

/**
 * Identifies the caller of a route and, in the same statement, finds the account in its path. Null if the route needs no
 * authentication. Throws UNAUTHORIZED, INVALID_API_KEY, FORBIDDEN (the key lacks the scope) or RATE_LIMITED (too many
 * wrong credentials from this address).
 */
export function createAuthenticate({ db, ring, tokens, limits, publicUrl }: Deps) {
  return async function authenticate(
    access: Access,
    credentials: Credentials,
  ): Promise<Authenticated | null> {
    if (access === 'none') return null;
    if (access === 'user') return await authenticateUser(credentials);
    const { scope, app, findKey = findKeyAndAccount } = access;
    const { key, account, found } = app
      ? { key: await authenticateApp(app, credentials), account: undefined, found: undefined }
      : await authenticateKey(findKey, credentials, []);
    await recordKeyUse(db, key);
    const caller = callerOf(key, credentials);
    if (!caller.scopes.includes(scope))
      throw new ApiError('FORBIDDEN', { message: `This API key lacks the scope ${scope}.` });
    return { caller, account, found };
  };

  async function authenticateUser({
    headers,
    address,
    accountId,
    acceptsCookie,
  }: Credentials): Promise<Authenticated<UserCaller>> {
    const token =
      presentedToken(headers) ?? (acceptsCookie ? presentedCookie(headers, publicUrl) : undefined);
    if (token === undefined) throw unauthorized('Bearer');
    const found = await tokens.check(token, accountId);
    if (!found) throw await countFailure(address, unauthorized('Bearer'));
    const { user, account } = found;
    const caller: UserCaller = {
      kind: 'user',
      userId: user.id,
      signInId: user.signInId,
      signIn: { kind: user.kind, isRecent: user.isRecent },
      email: user.email,
      name: user.name,
      credential: `user:${user.id}`,
      actor: person(user, address),
    };
    return { caller, account };
  }

  async function authenticateKey(
    findKey: FindKey,
    { headers, address, accountId }: Credentials,
    passwords: string[],
  ) {
    const [presented, another] = [...new Set([...presentedKeys(headers), ...passwords])];
    if (presented === undefined) throw unauthorized('Api-Key');
    const isSingleKey = another === undefined && apiKeyPrefix(presented) !== undefined;
    const found = isSingleKey ? await findKey(db, { keyHash: hashApiKey(presented), accountId }) : undefined;
    if (!found) throw await countFailure(address, new ApiError('INVALID_API_KEY', challenge('Api-Key')));
    return found;
  }

  /** Accepts the API key itself or, from apps that cannot send it, its id and a signature made with its signing secret. */
  async function authenticateApp(app: RelayApp, credentials: Credentials): Promise<UsableKey> {
    const { headers, address, namedKeyId } = credentials;
    const password = presentedPassword(headers);
    const isPresented = password !== undefined || presentedKeys(headers).length > 0;
    // Twilio sends user name and password only in reply to this challenge.
    if (!isPresented && namedKeyId === undefined) throw unauthorized(basicChallenge);
    const key = isPresented
      ? (await authenticateKey(findKeyAndAccount, credentials, password === undefined ? [] : [password])).key
      : await findApiKey(db, namedKeyId ?? '');
    const mustSign =
      app.isSigned !== undefined && (app.isAlwaysSigned === true || key?.signing_secret_sealed !== null);
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
    { id, signing_secret_sealed: sealed, relay_settings_sealed: sealedSettings }: UsableKey,
  ): Promise<boolean> {
    if (!isSigned) return false;
    const secret = sealed === null ? undefined : await openIfPossible(ring, purpose.relaySecret(id), sealed);
    if (secret === undefined && !app.isAlwaysSigned) return false;
    const settings = await openRelaySettings(ring, { keyId: id, sealed: sealedSettings });
    return isSigned(await readSigned(app), secret ?? '', settings);
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

function callerOf(key: UsableKey, { address }: Credentials): KeyCaller {
  return {
    kind: 'key',
    keyId: key.id,
    userId: key.user_id,
    scopes: key.scopes,
    accountIds: key.account_ids,
    relaySettingsSealed: key.relay_settings_sealed,
    credential: `key:${key.id}`,
    actor: { kind: 'api_key', id: key.id, name: key.name, address },
  };
}

const basicChallenge = 'Basic realm="assisted-login"';
const challenge = (scheme: string) => ({ headers: { 'WWW-Authenticate': scheme } });
const unauthorized = (scheme: string, message?: string) =>
  new ApiError('UNAUTHORIZED', { ...challenge(scheme), ...(message !== undefined && { message }) });
