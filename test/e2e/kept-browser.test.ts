import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { saveTrustedBrowser } from '../../src/db/accounts/trusted-browsers.js';
import { bankFileSchema } from '../../src/banks/file/bank-file.js';
import { createFormBank } from '../../src/banks/form/form-bank.js';
import { startTestSite, type TestSite, type Visit } from '../../src/banks/testing/test-site.js';
import { openDemoBank } from '../support/demo-bank.js';
import { until } from '../support/until.js';

let bank: Awaited<ReturnType<typeof openDemoBank>>;
let site: TestSite;
let fussy: { url: string; visits: Visit[] };
let api: ApiWithLogins;

/** Its login page fails in a browser that it knows. */
function serveFussyBank({ method, cookie }: Visit) {
  if (method === 'POST')
    return {
      headers: { 'set-cookie': 'device=1; path=/; max-age=9999' },
      html: '<p id="accounts">Accounts</p>',
    };
  return cookie.includes('device=1')
    ? '<p>Something went wrong.</p>'
    : '<form method="post"><input id="user"><input id="pass"><button id="go">Go</button></form>';
}

beforeAll(async () => {
  bank = await openDemoBank();
  site = await startTestSite();
  fussy = site.bank(serveFussyBank);
  const fussyBank = createFormBank(
    bankFileSchema.parse({
      code: 'fussy',
      name: 'Fussy Bank',
      login_url: `${fussy.url}/login`,
      timeout_seconds: 5,
      fields: { username: '#user', password: '#pass', submit: '#go' },
      pages: [{ selector: '#accounts', is: 'logged_in' }],
    }),
  );
  api = await startApiWithLogins([...bank.banks.values(), fussyBank]);
});
afterAll(async () => {
  await api.close();
  await bank.close();
  await site.close();
});

/** An account at the demo bank, which recognises the browser of a user named `trusted+…` after the first code. */
async function trustedCustomer(username: string, fields: Record<string, unknown> = {}) {
  const customer = await api.newCustomer('demo', {
    bank_username: username,
    bank_password: 'demo',
    login_mode: 'assisted',
    ...fields,
  });
  let usedCodes: string[] = [];
  const audit = async () => {
    const { body } = await api.call('GET', `${customer.path}/events`, { token: customer.token });
    return (body as { items: { type: string; details: Record<string, unknown> }[] }).items;
  };

  return {
    ...customer,
    /** Logs in, submits a code if the bank asks for one, and returns whether it did. */
    async logIn(path = '/scrape'): Promise<'asked' | 'recognised'> {
      const before = (await bank.ledger(username)).length;
      await api.call('POST', `${customer.path}${path}`, { token: customer.token });
      if (!(await isAsked(username, before))) return 'recognised';
      await customer.pending();
      const code = await bank.code(username, ...usedCodes);
      usedCodes = [...usedCodes, code];
      await customer.submit({ code }, { prefer: 'wait=30' });
      return 'asked';
    },
    forget: () => api.call('DELETE', `${customer.path}/browser`, { token: customer.token }),
    reasonsForgotten: async () =>
      (await audit())
        .filter(({ type }) => type === 'browser.forgotten')
        .map(({ details }) => details['reason']),
  };
}

async function isAsked(username: string, before: number): Promise<boolean> {
  const answer = await until(async () => {
    const events = (await bank.ledger(username)).slice(before);
    return events.find((type) => type === 'code_sent' || type === 'logged_in');
  }, 'a code or a login');
  return answer === 'code_sent';
}

describe.concurrent('the browser that is kept for the next login', () => {
  it('is forgotten on request, which the audit trail records once', async () => {
    const customer = await trustedCustomer('trusted+forget');
    expect(await customer.logIn()).toBe('asked');
    await customer.ended();
    expect(await customer.logIn()).toBe('recognised');
    await customer.ended();
    expect((await customer.forget()).status).toBe(204);
    expect((await customer.forget()).status).toBe(204);
    expect(await customer.reasonsForgotten()).toEqual(['requested']);
    expect(await customer.logIn()).toBe('asked');
    await customer.ended();
  });

  it('is forgotten by a restart and by changed credentials, and by no other change of the configuration', async () => {
    const customer = await trustedCustomer('trusted+restart');
    const put = (json: unknown) =>
      api.call('PUT', `${customer.path}/config`, { token: customer.token, json });
    expect(await customer.logIn()).toBe('asked');
    await customer.ended();
    await put({ otp_wait_seconds: 100 });
    expect(await customer.logIn()).toBe('recognised');
    await customer.ended();
    await put({ bank_password: 'demo' });
    expect(await customer.logIn()).toBe('asked');
    await customer.ended();
    expect(await customer.logIn('/restart')).toBe('asked');
    await customer.ended();
    expect(await customer.reasonsForgotten()).toEqual(['restart', 'credentials_changed']);
  });

  it('is not kept again by the session that was open when it was forgotten', async () => {
    const customer = await trustedCustomer('trusted+open', { session_type: 'persistent' });
    expect(await customer.logIn()).toBe('asked');
    const kept = api.stack.db
      .selectFrom('trusted_browsers')
      .selectAll()
      .where('account_id', '=', customer.accountId);
    expect(await kept.execute()).toHaveLength(1);
    await customer.forget();
    const login = await api.stack.db
      .selectFrom('logins')
      .select('id')
      .where('account_id', '=', customer.accountId)
      .executeTakeFirstOrThrow();
    await saveTrustedBrowser(api.stack.db, { loginId: login.id, accountId: customer.accountId }, 'sealed');
    expect(await kept.execute()).toHaveLength(0);
    await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    await customer.ended();
    expect(await customer.logIn()).toBe('asked');
    expect(await kept.execute()).toHaveLength(1);
  });

  it('is replaced at once by a new one if the bank shows no form in it', async () => {
    const customer = await api.newCustomer('fussy', { bank_username: 'ada', bank_password: 'secret' });
    for (let logins = 0; logins < 2; logins += 1) {
      await customer.start();
      expect((await customer.ended()).outcome).toBe('logged_in');
    }
    expect(fussy.visits.map(({ method, cookie }) => `${method} ${cookie}`.trim())).toEqual([
      'GET',
      'POST',
      'GET device=1',
      'GET',
      'POST',
    ]);
  });

  it('is forgotten after a failed login', async () => {
    const customer = await trustedCustomer('trusted+fails');
    expect(await customer.logIn()).toBe('asked');
    await customer.ended();
    const kept = api.stack.db
      .selectFrom('trusted_browsers')
      .selectAll()
      .where('account_id', '=', customer.accountId);
    expect(await kept.execute()).toHaveLength(1);
    await api.stack.db
      .updateTable('accounts')
      .set({ bank_code: 'demo-held' })
      .where('id', '=', customer.accountId)
      .execute();
    await api.call('PUT', `${customer.path}/config`, {
      token: customer.token,
      json: { bank_username: 'odd-page+kept' },
    });
    await api.stack.db
      .insertInto('trusted_browsers')
      .values({ account_id: customer.accountId, sealed: 'cannot be opened' })
      .execute();
    await customer.start();
    expect((await customer.ended()).outcome).toBe('page_not_recognised');
    expect(await kept.execute()).toHaveLength(0);
  });
});
