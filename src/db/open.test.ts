import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/services.js';
import { openDatabase } from './open.js';

it('a connection that breaks in the middle of a transaction fails that, and not the process', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const db = openDatabase({ databaseUrl });
  const broken = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
    // Nothing is asked of it meanwhile: nobody else hears that it broke.
    await sleep(300);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
  await drop();
});

it('a statement that was given up, and is done all the same, is nobody else’s transaction', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const watching = openDatabase({ databaseUrl });
  await sql`create table notes (text text)`.execute(watching);
  const line = await holdableLine(databaseUrl);
  const db = openDatabase({ databaseUrl: line.databaseUrl, maxConnections: 1, queryTimeoutMs: 300 });
  await sql`select 1`.execute(db);

  line.hold();
  const givenUp = db.transaction().execute((trx) => sql`insert into notes values ('lost')`.execute(trx));
  await expect(givenUp).rejects.toThrow('Query read timeout');
  line.release();
  await sql`insert into notes values ('kept')`.execute(db);
  // Written down for everybody: another connection sees it.
  expect((await sql`select text from notes`.execute(watching)).rows).toEqual([{ text: 'kept' }]);

  await db.destroy();
  line.close();
  await watching.destroy();
  await drop();
});

it('a statement that fails costs no connection', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const db = openDatabase({ databaseUrl, maxConnections: 1 });
  const connection = async () =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid;
  const before = await connection();
  for (let failed = 0; failed < 5; failed += 1)
    await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow('division by zero');
  const failing = db.transaction().execute((trx) => sql`select 1 / 0`.execute(trx));
  await expect(failing).rejects.toThrow('division by zero');
  expect(await connection()).toBe(before);
  await db.destroy();
  await drop();
});

/** A line to the database on which what is said can be held back for a while. */
async function holdableLine(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const { port, hostname } = url;
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    ends.push(near, far);
    for (const end of [near, far]) end.on('error', () => undefined); // either side may hang up first
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    databaseUrl: url.href,
    hold: () => ends.forEach((end) => end.pause()),
    release: () => ends.forEach((end) => end.resume()),
    close: () => {
      ends.forEach((end) => end.destroy());
      server.close();
    },
  };
}
