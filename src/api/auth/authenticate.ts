import type { IncomingHttpHeaders } from 'node:http';
import { findApiKey } from '../../db/api-keys.js';
import type { Db } from '../../db/open.js';
import { apiKeyPrefix, hashApiKey } from '../../secrets/api-key.js';
import type { Access, Caller, KeyCaller, UserCaller } from '../caller.js';
import { addressGroup } from '../client-address.js';
import { ApiError } from '../errors.js';
import type { Limits } from '../limits.js';
import { presentedKeys, presentedToken } from './credentials.js';
import type { Tokens } from './tokens.js';

interface Asking {
  headers: IncomingHttpHeaders;
  address: string;
}

/** Says who calls, or throws what the contract answers to those who may not. */
export function createAuthenticate({ db, tokens, limits }: { db: Db; tokens: Tokens; limits: Limits }) {
  return async function authenticate(access: Access, asking: Asking): Promise<Caller | null> {
    if (access === 'none') return null;
    if (access === 'user') return await authenticateUser(asking);
    const caller = await authenticateKey(asking);
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
      actor: { kind: 'user', id: user.id, name: user.name ?? user.email, address },
    };
  }

  async function authenticateKey({ headers, address }: Asking): Promise<KeyCaller> {
    const [presented, another] = presentedKeys(headers);
    if (presented === undefined) throw unauthorized('Api-Key');
    const isOne = another === undefined && apiKeyPrefix(presented) !== undefined;
    const key = isOne ? await findApiKey(db, hashApiKey(presented)) : undefined;
    if (!key) throw await countedAgainst(address, new ApiError('INVALID_API_KEY', challenge('Api-Key')));
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

  /**
   * Counts a credential that was tried and is wrong. Whoever presents none guesses nothing, and whoever presents
   * a right one never comes here: an address cannot be locked by others who share it.
   */
  async function countedAgainst(address: string, refusal: ApiError): Promise<ApiError> {
    await limits.failedAuth.count(addressGroup(address));
    return refusal;
  }
}

const challenge = (scheme: string) => ({ headers: { 'WWW-Authenticate': scheme } });
const unauthorized = (scheme: string) => new ApiError('UNAUTHORIZED', challenge(scheme));
