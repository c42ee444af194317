import type { Actor } from '../../assistance/actor.js';
import type { Scope } from '../../assistance/scopes.js';
import type { RelayApp } from './relay-app.js';

interface AnyCaller {
  userId: string;
  /** Who did it, for the audit trail. */
  actor: Actor;
  /** Names the credential, where something is kept for each: `user:<id>` or `key:<id>`. */
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
 * Who may call a route: everybody, a person with a token, or a program whose key has the scope. An app that can
 * set no header of ours may present its key as HTTP Basic does, or name it and sign.
 */
export type Access = 'none' | 'user' | { scope: Scope; app?: RelayApp };

export type CallerFor<A extends Access> = A extends 'none' ? null : A extends 'user' ? UserCaller : KeyCaller;
