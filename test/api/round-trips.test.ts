import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCountedDatabase } from '../support/count-statements.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import type { ApiUnderTest } from './support/api-under-test.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: { is: 'code_rejected', bankMessage: null },
});

let api: ApiWithLogins;
let database: ReturnType<typeof openCountedDatabase>;
/** Another API process, the only one that uses the counted connections. */
let counted: ApiUnderTest;
let customer: Awaited<ReturnType<ApiWithLogins['newCustomer']>>;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver]);
  database = openCountedDatabase(api.stack.databaseUrl);
  counted = await api.twin({
    db: database.db,
    // Limits that are on cost a round trip each.
    limits: {
      submitPerAccount: 100,
      submitPerKey: 100,
      startPerAccount: 100,
      failedAuthPerAddress: 100,
      signIn: 100,
    },
  });
  customer = await api.newCustomer('asking');
  await customer.untilAsked();
});
afterAll(async () => {
  await counted.close();
  await database.close();
  await api.close();
});

/** The statements of one call, which must be answered with this status. */
const statementsOf = (
  status: number,
  call: () => Promise<{ status: number; text: string }>,
): Promise<string[]> =>
  database.statementsOf(async () => {
    const reply = await call();
    expect(reply.status, reply.text).toBe(status);
  });

it('the status of an account is read in few round trips to the database', async () => {
  const { key, accountId } = customer;
  const statements = await statementsOf(200, () =>
    counted.call('GET', `/v1/accounts/${accountId}/status`, { key }),
  );
  expect(statements).toHaveLength(1);
});

it('so are the pending requests', async () => {
  const { key } = customer;
  expect(await statementsOf(200, () => counted.call('GET', '/v1/assistance', { key }))).toHaveLength(1);
});

let codes = 0;
const anotherCode = () => ({ code: String(200_000 + (codes += 1)) });

it('a code is recorded in few round trips', async () => {
  const statements = await statementsOf(202, () => customer.submit(anotherCode(), {}, counted));
  expect(statements).toHaveLength(3);
});

it('so is a code with an idempotency key', async () => {
  const statements = await statementsOf(202, () =>
    customer.submit(anotherCode(), { 'Idempotency-Key': randomUUID() }, counted),
  );
  expect(statements).toHaveLength(5);
});

it('so is the start of a session', async () => {
  const customers = await Promise.all([1, 2, 3].map(() => api.newCustomer('asking')));
  const statements = await statementsOf(202, () => {
    const { token, path } = customers.pop() ?? customer;
    return counted.call('POST', `${path}/scrape`, { token });
  });
  expect(statements).toHaveLength(9);
});

it('metrics are read in few round trips', async () => {
  expect(await statementsOf(200, () => counted.call('GET', '/metrics'))).toHaveLength(4);
});
