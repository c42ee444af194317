import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/services.js';
import { openDatabase } from './open.js';

it('a connection that breaks in a transaction fails the transaction, not the process', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const db = openDatabase({ databaseUrl });
  const broken = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
    // No statement is under way, so the error reaches only the connection's own listener.
    await sleep(300);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
  await drop();
});

it('a statement that timed out but is executed later does not leave its transaction to the next user', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const watching = openDatabase({ databaseUrl });
  await sql`create table notes (text text)`.execute(watching);
  const proxy = await startPausableProxy(databaseUrl);
  const db = openDatabase({ databaseUrl: proxy.databaseUrl, maxConnections: 1, queryTimeoutMs: 300 });
  await sql`select 1`.execute(db);

  proxy.pause();
  const givenUp = db.transaction().execute((trx) => sql`insert into notes values ('lost')`.execute(trx));
  await expect(givenUp).rejects.toThrow('Query read timeout');
  proxy.resume();
  await sql`insert into notes values ('kept')`.execute(db);
  // It is committed: another connection sees it.
  expect((await sql`select text from notes`.execute(watching)).rows).toEqual([{ text: 'kept' }]);

  await db.destroy();
  proxy.close();
  await watching.destroy();
  await drop();
});

it('a connection is kept after a failed statement', async () => {
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

/** A TCP proxy in front of the database that can hold traffic back for a while. */
async function startPausableProxy(databaseUrl: string) {
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
    pause: () => ends.forEach((end) => end.pause()),
    resume: () => ends.forEach((end) => end.resume()),
    close: () => {
      ends.forEach((end) => end.destroy());
      server.close();
    },
  };
}
