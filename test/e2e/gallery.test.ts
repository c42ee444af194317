import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '../../demo-bank/gallery/sites.js';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { anotherCode, type DemoBank, loadGallery, openDemoBank } from '../support/demo-bank.js';
import { galleryAccount } from '../support/gallery-accounts.js';
import { readableHistory } from '../support/histories.js';
import { findSecret, wholeDatabase } from '../support/secret-search.js';

/** Every bank of the gallery through the whole product: API, Temporal, worker and browser. */

interface Played {
  shape: string;
  accountId: string;
  secrets: Record<string, string>;
}

let bank: DemoBank;
let api: ApiWithLogins;
const logLines: string[] = [];
const played: Played[] = [];

beforeAll(async () => {
  bank = await openDemoBank();
  const banks = await loadGallery(bank.url);
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  api = await startApiWithLogins([...banks.values()], { log });
});
afterAll(async () => {
  await api.close();
  await bank.close();
});

const shapes = sites.map(({ shape }) => shape);

describe.concurrent('a bank of the gallery', () => {
  it.each(shapes)('%s: a wrong code is refused, the right one lets in; one code is sent', async (shape) => {
    const username = `ana+product-${shape}`;
    const { password, secrets } = galleryAccount(shape);
    const site = bank.recordsBelow(`/gallery/${shape}`);
    const customer = await api.newCustomer(`gallery-${shape}`, {
      bank_username: username,
      bank_password: password,
      bank_secrets: secrets,
    });
    await customer.untilAsked();
    const code = await site.code(username);
    const wrong = anotherCode(code);
    const wait = { Prefer: 'wait=30' };
    expect((await customer.submit({ code: wrong }, wait)).status).toBe(422);
    expect((await customer.submit({ code }, wait)).status).toBe(200);
    expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await site.ledger(username)).toEqual([
      'login_submitted',
      'code_sent',
      'code_submitted:no',
      'code_submitted:yes',
      'logged_in',
    ]);
    // The usual password is also the name of a bank, and the four digits of a branch are part of many a number.
    const further = Object.fromEntries(Object.entries(secrets).filter(([, { length }]) => length > 4));
    const kept = { code, wrong, username, ...(password !== 'demo' && { password }), ...further };
    played.push({ shape, accountId: customer.accountId, secrets: kept });
  });
});

it('no code, user name, password or secret is in clear text in a row, a history or a log line', async () => {
  expect(played).toHaveLength(shapes.length);
  const histories = await Promise.all(
    played.map(({ accountId }) =>
      readableHistory(api.stack.client.workflow.getHandle(loginWorkflowId(accountId))),
    ),
  );
  const places = {
    database: await wholeDatabase(api.stack.db),
    histories: histories.join('\n'),
    logs: logLines.join(''),
  };
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, `${place} was looked at`).toBeGreaterThan(100);
    for (const { shape, secrets } of played)
      for (const [what, secret] of Object.entries(secrets))
        expect(findSecret(text, secret), `${what} of ${shape} in ${place}`).toEqual([]);
  }
});
