import type { Actor } from '../../assistance/actor.js';
import type { Scope } from '../../assistance/scopes.js';
import type { RelayApp } from './relay-app.js';

interface AnyCaller {
  userId: string;
  /** Recorded in the audit trail. */
  actor: Actor;
  /** `user:<id>` or `key:<id>`; scopes idempotency keys. */
  credential: string;
}

export interface UserCaller extends AnyCaller {
  kind: 'user';
  signInId: string;
  email: string;
  name: string | null;
}

export interface KeyCaller extends AnyCaller {
  kind: 'key';
  keyId: string;
  scopes: readonly string[];
  /** Null: all accounts of the user. */
  accountIds: readonly string[] | null;
}

export type Caller = UserCaller | KeyCaller;

/**
 * Who may call a route: anyone, a user with an access token, or a program whose API key has the scope. With `app`,
 * the key may also come as the password of HTTP Basic, or be named by `key_id` in a request that the app signs.
 */
export type Access = 'none' | 'user' | { scope: Scope; app?: RelayApp };

export type CallerFor<A extends Access> = A extends 'none' ? null : A extends 'user' ? UserCaller : KeyCaller;
