import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../src/runtime/ports.js';
import { type ApiWithLogins, startApiWithLogins } from '../../test/api/support/api-with-logins.js';
import { type DemoBank, openDemoBank } from '../../test/support/demo-bank.js';
import { until } from '../../test/support/until.js';
import type { RelaySettings } from './relay.js';

let bank: DemoBank;
let api: ApiWithLogins;
beforeAll(async () => {
  bank = await openDemoBank();
  api = await startApiWithLogins([...bank.banks.values()]);
});
afterAll(async () => {
  await api.close();
  await bank.close();
});

interface Start extends RelaySettings {
  port: number;
  /** The account whose login the relay begins. */
  accountId?: string;
}

/** Starts the relay as its README does. */
async function startRelay({ port, accountId = '', apiUrl, apiKey, signingSecret, inboxUrl }: Start) {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const relay = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      ...{ PATH: process.env['PATH'], PORT: String(port), START_ACCOUNT: accountId },
      ...{ API_URL: apiUrl, API_KEY: apiKey, SIGNING_SECRET: signingSecret, INBOX_URL: inboxUrl },
    },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}/`;
  await until(() => fetch(url).catch(() => undefined), 'the relay');
  return { url, close: () => relay.kill() };
}
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** The phone of one user, which closes the connection of the first requests. */
async function phone(username: string, { hangsUp }: { hangsUp: number }) {
  const inbox = `${bank.url}/inbox?username=${encodeURIComponent(username)}`;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked <= hangsUp) request.destroy();
    else response.writeHead(302, { location: inbox }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

interface Relayed {
  username: string;
  hangsUp?: number;
  /** Whether the relay begins the login. */
  begins?: boolean;
}

/** A customer of the demo bank whose webhooks go to a relay, which reads this user's phone. */
async function relayedCustomer({ username, hangsUp = 0, begins = true }: Relayed) {
  const signingSecret = newSecret();
  const customer = await api.newCustomer('demo', { bank_username: username, bank_password: 'demo' });
  const inbox = await phone(username, { hangsUp });
  const port = await freePort();
  await api.answer(z.unknown(), 'PUT', `${customer.path}/config`, {
    token: customer.token,
    json: {
      notification_endpoint_url: `http://127.0.0.1:${port}/`,
      notification_signing_secret: signingSecret,
      notification_events: ['assistance_required', 'assistance_fulfilled'],
    },
  });
  const relay = await startRelay({
    apiUrl: api.url,
    apiKey: customer.key,
    signingSecret,
    inboxUrl: inbox.url,
    port,
    ...(begins && { accountId: customer.accountId }),
  });
  const deliveriesSchema = z.object({ items: z.array(z.object({ status: z.string() })) });
  return {
    customer,
    /** Resolves when the first webhook has arrived. */
    delivered: () =>
      until(async () => {
        const { items } = await api.answer(deliveriesSchema, 'GET', `${customer.path}/deliveries`, {
          token: customer.token,
        });
        return items.some(({ status }) => status === 'delivered');
      }, 'a delivered webhook'),
    close: () => {
      relay.close();
      inbox.close();
    },
  };
}

it.each([
  ['otp', 0],
  ['otp', 3],
  ['otp-dup-sms', 0],
  ['otp-twice', 0],
])(
  '%s: begins a login and completes it with no human, though the phone is away %i times',
  { timeout: 90_000 },
  async (name, hangsUp) => {
    const username = `${name}+${randomUUID().slice(0, 8)}`;
    const { customer, close } = await relayedCustomer({ username, hangsUp });
    try {
      const ended = await until(
        async () => (await customer.status()).last_session,
        'the login’s end',
        60_000,
      );
      expect(ended).toMatchObject({ outcome: 'logged_in', reason: 'completed' });
      const ledger = await bank.ledger(username);
      expect(ledger.at(-1)).toBe('logged_in');
      expect(ledger).not.toContain('code_submitted:no');
    } finally {
      close();
    }
  },
);

it(
  'leaves the choice of a channel to a person, and answers the code that follows',
  { timeout: 90_000 },
  async () => {
    const username = `choose-channel+${randomUUID().slice(0, 8)}`;
    const { customer, ...relay } = await relayedCustomer({ username, begins: false });
    try {
      const { id: choiceId } = await customer.untilAsked();
      await relay.delivered();
      const chosen = await api.call('POST', `${customer.path}/answer`, {
        token: customer.token,
        json: { option: 'sms', request_id: choiceId },
        headers: { Prefer: 'wait=30' },
      });
      expect(chosen.body).toMatchObject({ outcome: 'accepted' });
      expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
      const ledger = await bank.ledger(username);
      expect(ledger.at(-1)).toBe('logged_in');
      const submissions = await api.call('GET', `${customer.path}/submissions`, { token: customer.token });
      expect(submissions.body).toMatchObject({
        items: [
          { type: 'otp', outcome: 'accepted' },
          { type: 'choice', outcome: 'accepted' },
        ],
      });
    } finally {
      relay.close();
    }
  },
);

it('rejects a webhook without a valid signature', async () => {
  const relay = await startRelay({
    apiUrl: api.url,
    apiKey: 'unused',
    signingSecret: newSecret(),
    inboxUrl: bank.url,
    port: await freePort(),
  });
  try {
    const body = JSON.stringify({ account_id: randomUUID(), type: 'assistance_required', data: {} });
    const [id, now] = [randomUUID(), new Date()];
    const reply = await fetch(relay.url, {
      method: 'POST',
      body,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(newSecret()).sign(id, now, body),
      },
    });
    expect(reply.status).toBe(401);
  } finally {
    relay.close();
  }
});
