import type { Actor } from '../../assistance/actor.js';
import type { Scope } from '../../assistance/scopes.js';
import type { UsableKey } from '../../db/accounts/api-keys.js';
import type { Db } from '../../db/open.js';
import type { Account, SignInKind } from '../../db/tables/schema.js';
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
  signIn: {
    /** `cookie`: of a browser. */
    kind: SignInKind;
    /** Whether the password was entered in the last 15 minutes. */
    isRecent: boolean;
  };
  email: string;
  name: string | null;
}

export interface KeyCaller extends AnyCaller {
  kind: 'key';
  keyId: string;
  scopes: readonly string[];
  /** Null: all accounts of the user. */
  accountIds: readonly string[] | null;
  /** `openRelaySettings` opens them. */
  relaySettingsSealed: string | null;
}

export type Caller = UserCaller | KeyCaller;

/**
 * Finds a key by its hash and, if it exists and belongs to the key's user, the account in the path; and in the same
 * statement what the handler needs of the database.
 */
export type FindKey<Found = unknown> = (
  db: Db,
  by: { keyHash: string; accountId: string | undefined },
) => Promise<{ key: UsableKey; account: Account | undefined; found: Found } | undefined>;

/**
 * Who may call a route: anyone, a user with an access token, or a program whose API key has the scope. With `app`,
 * the key may also come as the password of HTTP Basic, or be named by `key_id` in a request that the app signs; such a
 * route has no account in its path. With `findKey`, the handler gets what that function found besides.
 */
export type Access = 'none' | 'user' | { scope: Scope; app?: RelayApp; findKey?: FindKey };

export type FoundFor<A extends Access> = A extends { findKey: FindKey<infer Found> } ? Found : unknown;

export type CallerFor<A extends Access> = A extends 'none' ? null : A extends 'user' ? UserCaller : KeyCaller;
