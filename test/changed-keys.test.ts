import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeKeyUsage } from '../src/cli/describe-key-usage.js';
import { fingerprint } from '../src/db/keys/fingerprint.js';
import { readKeyUsage } from '../src/db/keys/key-usage.js';
import { resealAll } from '../src/db/keys/reseal-all.js';
import { sealedColumns } from '../src/db/keys/sealed-columns.js';
import { type Db, openDatabase } from '../src/db/open.js';
import { requirePreparedDatabase } from '../src/require-prepared-database.js';
import { parseKeyRing } from '../src/secrets/key-ring.js';
import { open, purpose, seal } from '../src/secrets/seal.js';
import { createAccount, createUser } from './support/create-rows.js';
import { openTestDatabase, type TestDatabase } from './support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterEach(async () => {
  await sql`truncate fingerprint_key, accounts cascade`.execute(database.db);
});
afterAll(() => database.close());

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

/** As another process sees the database, which has not read the key of fingerprints yet. */
async function inNewProcess<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase({ databaseUrl: database.databaseUrl, maxConnections: 1 });
  return await work(db).finally(() => db.destroy());
}

it('the list of sealed columns is that of the database', async () => {
  const { rows } = await sql<{ table_name: string; column_name: string }>`
    select table_name, column_name from information_schema.columns
    where table_schema = 'public' and column_name like '%sealed%'`.execute(database.db);
  const found = rows.map((row) => `${row.table_name}.${row.column_name}`).sort();
  const named = sealedColumns.filter(([, , where]) => where === undefined);
  expect(named.map(([table, column]) => `${table}.${column}`).sort()).toEqual(found);
});

describe('a fingerprint', () => {
  const k1 = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
  // The fingerprint that builds before the table `fingerprint_key` made with this key.
  const known = 'b3f53c47b8250660e61f9883ce6e11e9fc9c4c1571d8d353a5ffc27b6094692f';
  const fingerprintWith = (keys: string, context = 'a login', secret = '123456') =>
    inNewProcess((db) => fingerprint({ db, ring: parseKeyRing(keys) }, context, secret));

  it('is the same for the same secret in the same context, and only then', async () => {
    expect(await fingerprintWith(k1)).toBe(known);
    expect(await fingerprintWith(k1, 'another login')).not.toBe(known);
    expect(await fingerprintWith(k1, 'a login', '123457')).not.toBe(known);
    // Where one part ends and the next begins counts.
    expect(await fingerprintWith(k1, 'a login1', '23456')).not.toBe(known);
  });

  it('stays the same wherever a new key is put, and after the old one is removed', async () => {
    const k2 = newKey('k2');
    expect(await fingerprintWith(k1)).toBe(known);
    expect(await fingerprintWith(`${k1},${k2}`)).toBe(known);
    expect(await fingerprintWith(`${k2},${k1}`)).toBe(known);
    await resealAll(database.db, parseKeyRing(`${k2},${k1}`));
    expect(await fingerprintWith(k2)).toBe(known);
  });

  it('is the same in processes that make its key at the same time', async () => {
    const keys = [k1, `${k1},${newKey('k2')}`, `${k1},${newKey('k3')}`];
    const [first, ...others] = await Promise.all(keys.map((each) => fingerprintWith(each)));
    expect(others).toEqual([first, first]);
  });
});

describe('after a key was changed', () => {
  const [k1, k2] = [newKey('k1'), newKey('k2')];
  const old = parseKeyRing(k1);
  const both = parseKeyRing(`${k2},${k1}`);
  const only = parseKeyRing(k2);

  async function sealedAccount(userId: string): Promise<string> {
    const id = randomUUID();
    const bank_username_sealed = await seal(old, purpose.bankUsername(id), `user of ${id}`);
    const bank_password_sealed = await seal(old, purpose.bankPassword(id), 'hunter2');
    return await createAccount(database.db, {
      ...{ id, userId },
      config: { bank_username_sealed, bank_password_sealed },
    });
  }

  async function sealedAccounts(count: number) {
    const userId = await createUser(database.db);
    return await Promise.all(Array.from({ length: count }, () => sealedAccount(userId)));
  }

  it('everything is sealed again with the first key, and one can see that', async () => {
    const { db } = database;
    const ids = await sealedAccounts(5);
    await inNewProcess((process) => fingerprint({ db: process, ring: old }, 'a login', '123456'));

    const before = describeKeyUsage(both.ids, await readKeyUsage(db));
    expect(before).toEqual({
      isGood: true,
      lines: [
        'k2 (seals): seals nothing',
        'k1: 11 values (account_configs.bank_username_sealed 5, account_configs.bank_password_sealed 5, fingerprint_key.sealed 1)',
      ],
    });
    const missing = describeKeyUsage(only.ids, await readKeyUsage(db));
    expect([missing.isGood, missing.lines[1]]).toEqual([
      false,
      expect.stringMatching(/^k1 IS MISSING in SECRET_KEYS: 11 values/),
    ]);

    expect(await resealAll(db, both, 2)).toEqual({ resealed: 11, unreadable: 0 });
    expect(await resealAll(db, both)).toEqual({ resealed: 0, unreadable: 0 });
    const usage = await readKeyUsage(db);
    expect(new Set(usage.map(({ keyId }) => keyId))).toEqual(new Set(['k2']));
    for (const id of ids) {
      const row = await db
        .selectFrom('account_configs')
        .select(['bank_username_sealed', 'bank_password_sealed'])
        .where('account_id', '=', id)
        .executeTakeFirstOrThrow();
      expect(await open(only, purpose.bankUsername(id), row.bank_username_sealed ?? '')).toBe(
        `user of ${id}`,
      );
      expect(await open(only, purpose.bankPassword(id), row.bank_password_sealed ?? '')).toBe('hunter2');
    }
  });

  it('the URL of a chat is sealed again, and an address that stands in clear beside it is left alone', async () => {
    const { db } = database;
    const userId = await createUser(db);
    const addEndpoint = async (
      transport: 'slack' | 'email',
      destinationOf: (id: string) => Promise<string>,
    ) => {
      const id = randomUUID();
      const destination = await destinationOf(id);
      const endpoint = {
        id,
        user_id: userId,
        name: transport,
        transport,
        destination,
        events: ['assistance.requested'],
      };
      await db.insertInto('notification_endpoints').values(endpoint).execute();
      return {
        id,
        read: async () =>
          (
            await db
              .selectFrom('notification_endpoints')
              .select('destination')
              .where('id', '=', id)
              .executeTakeFirstOrThrow()
          ).destination,
      };
    };
    const url = 'https://hooks.slack.com/services/a';
    const chat = await addEndpoint('slack', (id) => seal(old, purpose.slackUrl(id), url));
    const mail = await addEndpoint('email', () => Promise.resolve('eyJo.hn@example.com'));
    expect(await resealAll(db, both)).toEqual({ resealed: 1, unreadable: 0 });
    expect(await open(only, purpose.slackUrl(chat.id), await chat.read())).toBe(url);
    expect(await mail.read()).toBe('eyJo.hn@example.com');
  });

  it('values that cannot be opened stay as they are, and are counted', async () => {
    const { db } = database;
    const [id = ''] = await sealedAccounts(1);
    await db
      .updateTable('account_configs')
      .set({ bank_password_sealed: 'damaged' })
      .where('account_id', '=', id)
      .execute();
    expect(await resealAll(db, only)).toEqual({ resealed: 0, unreadable: 2 });
    expect(await resealAll(db, both)).toEqual({ resealed: 1, unreadable: 1 });
    const { isGood, lines } = describeKeyUsage(only.ids, await readKeyUsage(db));
    expect(isGood).toBe(false);
    expect(lines).toContain('damaged: 1 values (account_configs.bank_password_sealed 1)');
  });

  it('a process with the wrong keys does not start', async () => {
    const { db } = database;
    await requirePreparedDatabase(db, only);
    await inNewProcess((process) => fingerprint({ db: process, ring: old }, 'a login', '123456'));
    await requirePreparedDatabase(db, both);
    await expect(requirePreparedDatabase(db, only)).rejects.toThrow(
      'SECRET_KEYS are not the keys of this database: no key with id k1 in SECRET_KEYS.',
    );
  });

  it('a process does not start on a schema that is too old, and does without a database', async () => {
    const last = '0021-fingerprint-key';
    await sql`delete from kysely_migration where name = ${last}`.execute(database.db);
    await expect(requirePreparedDatabase(database.db, only)).rejects.toThrow(last);
    await sql`insert into kysely_migration (name, timestamp) values (${last}, '')`.execute(database.db);
    await requirePreparedDatabase(database.db, only);
    const away = openDatabase({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
    await requirePreparedDatabase(away, only).finally(() => away.destroy());
  });
});
