import { afterAll, beforeAll, expect, it } from 'vitest';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const asking = scriptedBank({ code: 'asking', onOpen: sixDigits, onCode: { is: 'logged_in' } });

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver]);
});
afterAll(() => api.close());

/** The value of a line of Prometheus's text format. */
const valueOf = (text: string, name: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (!line) throw new Error(`no ${name} in:\n${text}`);
  return Number(line.slice(name.length + 1));
};

it('reports logins and responses to Prometheus, and names no account', async () => {
  const read = async () => {
    const reply = await api.call('GET', '/metrics');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    return reply.text;
  };
  const customer = await api.newCustomer('asking');
  await customer.untilAsked();
  const waiting = await read();
  expect(valueOf(waiting, 'assisted_login_pending_requests')).toBeGreaterThanOrEqual(1);
  expect(valueOf(waiting, 'assisted_login_open_sessions{phase="waiting_for_code"}')).toBeGreaterThanOrEqual(
    1,
  );

  await customer.submit({ code: '123456' }, { Prefer: 'wait=20' });
  await customer.ended();
  await customer.submit({ code: '123456' });
  const after = await read();
  expect(valueOf(after, 'assisted_login_codes_settled_last_hour{outcome="accepted"}')).toBeGreaterThanOrEqual(
    1,
  );
  expect(valueOf(after, 'assisted_login_logins_ended_last_hour{outcome="logged_in"}')).toBeGreaterThanOrEqual(
    1,
  );
  const submits = 'method="POST",route="/v1/accounts/:accountId/otp"';
  expect(valueOf(after, `http_request_duration_seconds_count{${submits},status="200"}`)).toBe(1);
  expect(valueOf(after, `http_request_duration_seconds_count{${submits},status="404"}`)).toBe(1);
  expect(after).not.toContain(customer.accountId);
});
