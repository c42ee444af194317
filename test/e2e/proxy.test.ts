import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { startSocksProxy, startTestProxy, type TestProxy } from '../support/test-proxy.js';

/** Accounts whose browser reaches the bank through a proxy of their own. */

let bank: DemoBank;
let api: ApiWithLogins;
let proxy: TestProxy;

beforeAll(async () => {
  bank = await openDemoBank();
  api = await startApiWithLogins([...bank.banks.values()]);
  proxy = await startTestProxy({ password: 'ana:p@ss' });
});
afterAll(async () => {
  await api.close();
  await bank.close();
  await proxy.close();
});

let customers = 0;
async function customerWith(proxyUrl: string | null, bankCode = 'demo') {
  customers += 1;
  const username = `otp+proxy${customers}`;
  const customer = await api.newCustomer(bankCode, {
    bank_username: username,
    bank_password: 'demo',
    proxy_url: proxyUrl,
  });
  return { ...customer, username };
}

it.each(['demo-held', 'demo'])(
  'a login at %s goes through the proxy of its start, to its end',
  async (code) => {
    const customer = await customerWith(proxy.url('ana:p%40ss'), code);
    proxy.asked.length = 0;
    await customer.untilAsked();
    expect(proxy.asked).toContain(`GET ${bank.url}/login`);
    // The change is for the next login. That of `demo` has given its browser back and opens another one.
    const { body } = await api.call('PUT', `${customer.path}/config`, {
      token: customer.token,
      json: { proxy_url: null },
    });
    expect(body).toMatchObject({ has_proxy_url: false });
    proxy.asked.length = 0;
    const reply = await customer.submit({ code: await bank.code(customer.username) }, { Prefer: 'wait=30' });
    expect(reply.status).toBe(200);
    expect(proxy.asked.filter((one) => one.startsWith('POST '))).toHaveLength(1);
    await customer.ended();

    proxy.asked.length = 0;
    await customer.untilAsked();
    expect(proxy.asked).toEqual([]);
    await api.call('POST', `${customer.path}/kill`, { token: customer.token });
  },
);

it('two logins at once each use their own', async () => {
  const other = await startTestProxy();
  const [one, two, direct] = [
    await customerWith(proxy.url('ana:p%40ss')),
    await customerWith(other.url()),
    await customerWith(null),
  ];
  proxy.asked.length = 0;
  await Promise.all([one, two, direct].map((customer) => customer.untilAsked()));
  const logins = (asked: string[]) => asked.filter((line) => line === `POST ${bank.url}/login`).length;
  expect([logins(proxy.asked), logins(other.asked)]).toEqual([1, 1]);
  await Promise.all([one, two, direct].map(({ path, token }) => api.call('POST', `${path}/kill`, { token })));
  await other.close();
});

it('a SOCKS5 proxy serves as well', async () => {
  const socks = await startSocksProxy();
  const customer = await customerWith(socks.url);
  await customer.untilAsked();
  expect(new Set(socks.asked)).toEqual(new Set([new URL(bank.url).host]));
  await api.call('POST', `${customer.path}/kill`, { token: customer.token });
  await socks.close();
});

it('a proxy that is gone is an outage: the bank is never reached without it', async () => {
  const gone = await startTestProxy();
  await gone.close();
  const customer = await customerWith(gone.url());
  await customer.start();
  expect(await customer.ended()).toMatchObject({ outcome: 'bank_unavailable' });
  expect(await bank.ledger(customer.username)).toEqual([]);
  expect((await customer.status()).blocked).toBeNull();
});

it('a proxy that cannot be read is not left out', async () => {
  const customer = await customerWith(proxy.url('ana:p%40ss'));
  await api.stack.db
    .updateTable('account_configs')
    .set({ proxy_url_sealed: 'sealed with a key that is gone' })
    .where('account_id', '=', customer.accountId)
    .execute();
  await customer.start();
  expect(await customer.ended()).toMatchObject({ outcome: 'session_lost' });
  expect(await bank.ledger(customer.username)).toEqual([]);
});
