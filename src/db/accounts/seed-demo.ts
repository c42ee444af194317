import { randomUUID } from 'node:crypto';
import { scopes } from '../../assistance/scopes.js';
import { apiKeyPrefix, hashApiKey } from '../../secrets/api-key.js';
import { type KeyRing, parseKeyRing } from '../../secrets/key-ring.js';
import { hashPassword } from '../../secrets/passwords.js';
import { purpose, seal } from '../../secrets/seal.js';
import { type Db, openDatabase } from '../open.js';

export interface DemoSeed {
  databaseUrl: string;
  secretKeys: string;
  email: string;
  password: string;
  /** The plain key, which the demo's relay sends. */
  apiKey: string;
}

/**
 * Creates the demo's user, account and API key, or resets the user's password and adds the key if they exist. An
 * existing account keeps its history and settings. Safe to repeat, also with other secrets. Returns the account's id.
 */
export async function seedDemo(demo: DemoSeed): Promise<string> {
  const db = openDatabase({ databaseUrl: demo.databaseUrl, maxConnections: 1 });
  try {
    const userId = await seedUser(db, demo);
    await seedApiKey(db, userId, demo.apiKey);
    return await seedAccount(db, userId, parseKeyRing(demo.secretKeys));
  } finally {
    await db.destroy();
  }
}

async function seedUser(db: Db, { email, password }: DemoSeed): Promise<string> {
  const passwordHash = await hashPassword(password);
  const known = await db
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('email', '=', email)
    .returning('id')
    .executeTakeFirst();
  if (known) return known.id;
  const { id } = await db
    .insertInto('users')
    .values({ id: randomUUID(), email, name: 'Demo', password_hash: passwordHash })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function seedApiKey(db: Db, userId: string, apiKey: string): Promise<void> {
  const prefix = apiKeyPrefix(apiKey);
  if (prefix === undefined)
    throw new Error(
      "the demo's API key does not have the form rbk_<8 hex>_<64 hex>; delete demo.json in DATA_DIR",
    );
  await db
    .insertInto('api_keys')
    .values({
      id: randomUUID(),
      user_id: userId,
      name: 'Demo key',
      prefix,
      key_hash: hashApiKey(apiKey),
      scopes: [...scopes],
      account_ids: null,
    })
    .onConflict((conflict) => conflict.column('key_hash').doUpdateSet({ scopes: [...scopes] }))
    .execute();
}

const demoAccount = { bank_code: 'demo', name: 'Demo account' };

async function seedAccount(db: Db, userId: string, ring: KeyRing): Promise<string> {
  const known = await db
    .selectFrom('accounts')
    .select('id')
    .where('user_id', '=', userId)
    .where('bank_code', '=', demoAccount.bank_code)
    .where('name', '=', demoAccount.name)
    .executeTakeFirst();
  if (known) return known.id;
  const id = randomUUID();
  const config = {
    account_id: id,
    session_type: 'persistent',
    login_mode: 'assisted',
    bank_username_sealed: await seal(ring, purpose.bankUsername(id), 'otp'),
    bank_password_sealed: await seal(ring, purpose.bankPassword(id), 'demo'),
  } as const;
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('accounts')
      .values({ id, user_id: userId, ...demoAccount })
      .execute();
    await trx.insertInto('account_configs').values(config).execute();
  });
  return id;
}
