import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuesOf } from './support/caller.js';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

it.each([
  ['Node does not know', 'Nowhere/City', 'must be an IANA time zone'],
  ['Node knows and PostgreSQL does not', 'US/Pacific-New', 'is not known to the database'],
])('refuses a time zone that %s', async (_, zone, message) => {
  const { token } = await api.signUp();
  const reply = await api.call('GET', `/overview?time_zone=${zone}`, { token });
  expect([reply.status, issuesOf(reply)]).toEqual([400, [{ path: 'time_zone', message }]]);
});
