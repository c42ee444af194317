import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBanks } from '../../src/banks/load-banks.js';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { anotherCode, type DemoBank, openDemoBank } from '../support/demo-bank.js';

/** Banks of the gallery through the whole product: API, Temporal, worker and browser. */

let bank: DemoBank;
let api: ApiWithLogins;
beforeAll(async () => {
  bank = await openDemoBank();
  const banks = await loadBanks({
    folders: [new URL('../../demo-bank/gallery/banks', import.meta.url).pathname],
    environment: { DEMO_BANK_URL: bank.url },
  });
  api = await startApiWithLogins([...banks.values()]);
});
afterAll(async () => {
  await api.close();
  await bank.close();
});

interface Customer {
  shape: string;
  fields: Record<string, unknown>;
}

const customers: Customer[] = [
  { shape: 'third-credential', fields: { bank_password: 'demo', bank_secrets: { branch: '0417' } } },
  { shape: 'frame-other-origin', fields: { bank_password: 'demo' } },
  { shape: 'new-tab', fields: { bank_password: 'demo' } },
  { shape: 'keypad-pictures', fields: { bank_password: '161803' } },
  { shape: 'code-answers-post', fields: { bank_password: 'demo' } },
  { shape: 'refusal-answers-post', fields: { bank_password: 'demo' } },
];

describe.concurrent('a bank of the gallery', () => {
  it.each(customers)(
    '$shape: a wrong code is refused, the right one lets in; one code is sent',
    async ({ shape, fields }) => {
      const username = 'ana+product';
      const site = bank.recordsBelow(`/gallery/${shape}`);
      const customer = await api.newCustomer(`gallery-${shape}`, { ...fields, bank_username: username });
      await customer.untilAsked();
      const code = await site.code(username);
      const wait = { Prefer: 'wait=30' };
      expect((await customer.submit({ code: anotherCode(code) }, wait)).status).toBe(422);
      expect((await customer.submit({ code }, wait)).status).toBe(200);
      expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
      expect(await site.ledger(username)).toEqual([
        'login_submitted',
        'code_sent',
        'code_submitted:no',
        'code_submitted:yes',
        'logged_in',
      ]);
    },
  );
});
