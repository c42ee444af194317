import { Connection } from '@temporalio/client';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { createTestDatabase } from './services.js';

test('a test file gets its own PostgreSQL database, which is gone after drop', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('create table t (id int)');
  await client.end();
  await drop();
  await expect(new pg.Client({ connectionString: databaseUrl }).connect()).rejects.toThrow('does not exist');
});

test('the shared Temporal server has the search attributes', async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  await connection.close();
  expect(Object.keys(customAttributes)).toEqual(
    expect.arrayContaining(['BankCode', 'LoginPhase', 'LoginOutcome', 'AssistanceExpiresAt']),
  );
});
