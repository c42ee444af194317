import { type AliasableExpression, type Expression, type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import { type Param, prepare } from '../prepare.js';
import type { ApiKey } from '../tables/schema.js';
import { joinedAccount } from './accounts.js';

/** The columns of a key that its owner may see. */
export type ApiKeySummary = Omit<
  ApiKey,
  'key_hash' | 'user_id' | 'signing_secret_sealed' | 'relay_settings_sealed'
> & {
  has_signing_secret: boolean;
  has_relay_settings: boolean;
  /** When the last message came with the key. */
  last_message_at: Date | null;
};

const summaryColumns = [
  'id',
  'name',
  'prefix',
  'scopes',
  'account_ids',
  'created_at',
  'last_used_at',
  'revoked_at',
] as const;

const hasSigningSecret = sql<boolean>`signing_secret_sealed is not null`.as('has_signing_secret');
const lastMessageAt = sql<Date | null>`
  (select max(received_at) from relayed_messages where key_id = api_keys.id)`.as('last_message_at');
const hasRelaySettings = sql<boolean>`relay_settings_sealed is not null`.as('has_relay_settings');

/** The key with this id; undefined if there is none or it is revoked. */
export async function findApiKey(db: Db, id: string): Promise<ApiKey | undefined> {
  return db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}

const joinedKey = joinedTable<ApiKey>()('key', [
  'id',
  'user_id',
  'name',
  'scopes',
  'account_ids',
  'signing_secret_sealed',
  'relay_settings_sealed',
  'last_used_at',
]);

/** A key that is not revoked. */
export type UsableKey = NonNullable<ReturnType<typeof joinedKey.of>>;

/** What `prepareKeyLookup` gives to the query beside the key's: whose accounts the key may see, and the one in the path. */
interface Visible {
  userId: Expression<string>;
  accountIds: RawBuilder<readonly string[] | null>;
  /** A function, as PostgreSQL accepts no parameter that the statement does not use. */
  accountId: () => Expression<string | null>;
}

/**
 * Declares the statement that finds a key by its hash together with what `read` selects: one round trip for both. It
 * returns undefined if there is no such key or it is revoked; else the key and the rows of `read`, or one row of nulls
 * if that has none.
 */
export function prepareKeyLookup<Found>(
  name: string,
  read: (db: Db, visible: Visible) => AliasableExpression<Found>,
) {
  const statement = prepare(name, (db, param: Param<{ keyHash: string; accountId: string | null }>) =>
    db
      .selectFrom('api_keys as key')
      .leftJoinLateral(
        read(db, {
          userId: sql.ref('key.user_id'),
          accountIds: sql.ref('key.account_ids'),
          accountId: () => param('accountId'),
        }).as('found'),
        (join) => join.onTrue(),
      )
      .select(joinedKey.column)
      .selectAll('found')
      .$castTo<{ key: object | null } & { [Column in keyof Found]: Found[Column] | null }>()
      .where('key.key_hash', '=', param('keyHash'))
      .where('key.revoked_at', 'is', null),
  );
  return async (db: Db, { keyHash, accountId }: { keyHash: string; accountId: string | undefined }) => {
    const [row, ...more] = await statement(db, { keyHash, accountId: accountId ?? null });
    const key = row && joinedKey.of(row);
    return key && { key, rows: [row, ...more] as const };
  };
}

const findKeyAndRow = prepareKeyLookup('key_and_account', (db, { accountId, userId }) =>
  db
    .selectFrom('accounts as account')
    .select(joinedAccount.column)
    .where('account.id', '=', accountId())
    .where('account.user_id', '=', userId),
);

/** The key with this hash, and the account. */
export async function findKeyAndAccount(db: Db, by: Parameters<typeof findKeyAndRow>[1]) {
  const read = await findKeyAndRow(db, by);
  return read && { key: read.key, account: joinedAccount.of(read.rows[0]), found: undefined };
}

const recordUseEveryMs = 60_000;

/** Records the time at which a key was used, at most once a minute. */
export async function recordKeyUse(db: Db, { id, last_used_at: lastUsedAt }: UsableKey): Promise<void> {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < recordUseEveryMs) return;
  await db
    .updateTable('api_keys')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`)
    .execute();
}

export interface NewApiKey {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  keyHash: string;
  scopes: string[];
  accountIds: string[] | null;
  signingSecretSealed: string | null;
  relaySettingsSealed: string | null;
}

/** Adds a key and records it in the audit trail. */
export async function addApiKey(db: Db, key: NewApiKey, actor: Actor): Promise<ApiKeySummary> {
  return db.transaction().execute(async (trx) => {
    const added = await trx
      .insertInto('api_keys')
      .values({
        id: key.id,
        user_id: key.userId,
        name: key.name,
        prefix: key.prefix,
        key_hash: key.keyHash,
        scopes: key.scopes,
        account_ids: key.accountIds,
        signing_secret_sealed: key.signingSecretSealed,
        relay_settings_sealed: key.relaySettingsSealed,
      })
      .returning([...summaryColumns, hasSigningSecret, hasRelaySettings, lastMessageAt])
      .executeTakeFirstOrThrow();
    await recordUserEvent(trx, key.userId, {
      type: 'api_key.created',
      actor,
      details: { keyId: added.id, prefix: added.prefix, scopes: added.scopes },
    });
    return added;
  });
}

/** All keys of the user, revoked ones too, newest first. */
export async function listApiKeys(db: Db, userId: string): Promise<ApiKeySummary[]> {
  return db
    .selectFrom('api_keys')
    .select([...summaryColumns, hasSigningSecret, hasRelaySettings, lastMessageAt])
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/**
 * Changes the relay settings of a key of the user that is not revoked. `decide` gets the current ones, sealed, which are
 * locked, and returns the new ones and the names of what changed. Undefined if the user has no such key.
 */
export async function changeRelaySettings(
  db: Db,
  { userId, keyId, actor }: { userId: string; keyId: string; actor: Actor },
  decide: (sealed: string | null) => Promise<{ sealed: string | null; fields: string[] }>,
): Promise<ApiKeySummary | undefined> {
  return db.transaction().execute(async (trx) => {
    const current = await trx
      .selectFrom('api_keys')
      .select('relay_settings_sealed')
      .where('id', '=', keyId)
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!current) return undefined;
    const { sealed, fields } = await decide(current.relay_settings_sealed);
    const changed = await trx
      .updateTable('api_keys')
      .set({ relay_settings_sealed: sealed })
      .where('id', '=', keyId)
      .returning([...summaryColumns, hasSigningSecret, hasRelaySettings, lastMessageAt])
      .executeTakeFirstOrThrow();
    await recordUserEvent(trx, userId, { type: 'api_key.changed', actor, details: { keyId, fields } });
    return changed;
  });
}

/** Revokes a key of the user. True also if it was revoked before; false if the user has no such key. */
export async function revokeApiKey(
  db: Db,
  { userId, keyId, actor }: { userId: string; keyId: string; actor: Actor },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const revoked = await trx
      .updateTable('api_keys')
      .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
      .where('id', '=', keyId)
      .where('user_id', '=', userId)
      .returning('id')
      .executeTakeFirst();
    if (!revoked) return false;
    await recordUserEvent(trx, userId, { type: 'api_key.revoked', actor, details: { keyId } });
    return true;
  });
}
