import { randomUUID } from 'node:crypto';
import { decode } from 'fast-png';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureEvidenceSchema } from '../../src/assistance/failure-evidence.js';
import { bankFileSchema } from '../../src/banks/file/bank-file.js';
import { createFormBank } from '../../src/banks/form/form-bank.js';
import { loginForm } from '../../src/banks/testing/test-banks.js';
import { startTestSite, type TestSite, type Visit } from '../../src/banks/testing/test-site.js';
import { createLoginRegistry } from '../../src/logins/login-registry.js';
import { createReconciler } from '../../src/logins/reconciler.js';
import { readableHistory } from '../support/histories.js';
import { findSecret, wholeDatabase } from '../support/secret-search.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { refusalOf } from './support/caller.js';

/** Whole logins at a bank that shows `good` users their accounts, and all others a page that its file does not know. */

let site: TestSite;
let api: ApiWithLogins;
const logLines: string[] = [];

function serve({ path, form }: Visit): string {
  if (path === '/login' && form.size === 0) return loginForm;
  const [user, pass] = [form.get('user') ?? '', form.get('pass') ?? ''];
  if (user.startsWith('good')) return '<h1 id="accounts">Accounts</h1>';
  return `<title>Hello ${user}</title><h1>Something entirely new</h1><p>${pass}</p><button id="${user}">Go on</button>`;
}

beforeAll(async () => {
  site = await startTestSite();
  const { url } = site.bank(serve);
  const file = bankFileSchema.parse({
    code: 'changed',
    name: 'Changed Bank',
    login_url: `${url}/login`,
    timeout_seconds: 5,
    fields: { username: '#user', password: '#pass', submit: '#go' },
    pages: [{ selector: '#accounts', is: 'logged_in' }],
  });
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  const broken = { ...file, code: 'broken', pages: [{ selector: 'p:nosuch(', is: 'logged_in' as const }] };
  api = await startApiWithLogins([createFormBank(file), createFormBank(broken)], { log });
});
afterAll(async () => {
  await api.close();
  await site.close();
});

interface ListedSession {
  id: string;
  workflow_id: string;
  outcome: string;
  has_evidence: boolean;
}

/** A customer whose login has ended. */
async function logIn(
  username: string,
  password: string,
  { bank = 'changed', ...config }: { bank?: string; evidence?: boolean } = {},
) {
  const credentials = { bank_username: username, bank_password: password };
  const customer = await api.newCustomer(bank, { ...credentials, ...config });
  const { path, token } = customer;
  await customer.start();
  await customer.ended();
  const session = async (): Promise<ListedSession> => {
    const { body } = await api.call('GET', `${path}/sessions`, { token });
    const [newest] = (body as { items: ListedSession[] }).items;
    if (!newest) throw new Error('There is no session.');
    return newest;
  };
  const { id } = await session();
  return {
    ...customer,
    session,
    loginId: id,
    read: (part = '', as = token) => api.call('GET', `${path}/sessions/${id}/evidence${part}`, { token: as }),
    events: async () => {
      const { body } = await api.call('GET', `${path}/events`, { token });
      return (body as { items: { type: string; details: unknown }[] }).items;
    },
  };
}

const rowsOf = (accountId: string) =>
  api.stack.db.selectFrom('failure_evidence').selectAll().where('account_id', '=', accountId).execute();

it('evidence of a failed login is for its owner, without secrets, and gone when it has expired', async () => {
  const [username, password] = ['canary71user', 'canary72pass'];
  const login = await logIn(username, password);
  expect(await login.session()).toMatchObject({
    outcome: 'page_not_recognised',
    has_evidence: true,
    failure_cause: 'unknown_page',
  });

  const reply = await login.read();
  expect(reply.status).toBe(200);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  const evidence = failureEvidenceSchema.parse(reply.body);
  expect(evidence).toMatchObject({
    step: 'log_in',
    cause: 'unknown_page',
    after: 'password',
    title: 'Hello •••',
    pages: [{ is: 'logged_in', why_not: 'absent' }],
  });
  expect(evidence.elements.map(({ label }) => label)).toEqual(['Something entirely new', 'Go on']);

  const url = `${api.url}${login.path}/sessions/${login.loginId}/evidence/screenshot`;
  const picture = await fetch(url, { headers: { Authorization: `Bearer ${login.token}` } });
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(picture.headers.get('cache-control')).toBe('no-store');
  expect(decode(await picture.arrayBuffer()).width).toBeGreaterThan(300);
  const reads = (await login.events()).filter(({ type }) => type === 'evidence.read');
  expect(reads.map(({ details }) => details)).toEqual([
    { loginId: login.loginId, part: 'screenshot' },
    { loginId: login.loginId, part: 'page' },
  ]);

  const { workflow_id: workflowId } = await login.session();
  const history = await readableHistory(api.stack.client.workflow.getHandle(workflowId));
  const database = await wholeDatabase(api.stack.db);
  for (const place of [history, database, logLines.join(''), reply.text]) {
    for (const secret of [username, password]) expect(findSecret(place, secret)).toEqual([]);
    if (place !== reply.text) expect(place).not.toContain('Something entirely new');
  }

  const other = await api.newCustomer('changed');
  for (const part of ['', '/screenshot']) {
    expect(refusalOf(await login.read(part, other.token))).toBe('404 NOT_FOUND');
    // Under the other's own account, too.
    const path = `${other.path}/sessions/${login.loginId}/evidence${part}`;
    expect(refusalOf(await api.call('GET', path, { token: other.token }))).toBe('404 NOT_FOUND');
    const unknown = `${login.path}/sessions/${randomUUID()}/evidence${part}`;
    expect(refusalOf(await api.call('GET', unknown, { token: login.token }))).toBe('404 NOT_FOUND');
  }

  await api.stack.db
    .updateTable('failure_evidence')
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .where('login_id', '=', login.loginId)
    .execute();
  for (const part of ['', '/screenshot']) expect(refusalOf(await login.read(part))).toBe('404 NOT_FOUND');
  expect(await login.session()).toMatchObject({ has_evidence: false });
  expect(await rowsOf(login.accountId)).toHaveLength(1);
  await createReconciler({
    db: api.stack.db,
    registry: createLoginRegistry(api.stack.client),
    startDeliveries: () => Promise.resolve(),
    startRetries: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
  })();
  expect(await rowsOf(login.accountId)).toEqual([]);
});

it('no evidence is kept of a login that succeeds, nor where the owner does not want it', async () => {
  const [good, unwanted] = await Promise.all([
    logIn('good', 'canary73'),
    logIn('other', 'canary74', { evidence: false }),
  ]);
  expect(await good.session()).toMatchObject({ outcome: 'logged_in', has_evidence: false });
  expect(await unwanted.session()).toMatchObject({ outcome: 'page_not_recognised', has_evidence: false });
  for (const { accountId } of [good, unwanted]) expect(await rowsOf(accountId)).toEqual([]);
  expect(refusalOf(await unwanted.read())).toBe('404 NOT_FOUND');
});

it('evidence of a login that ended by an error names the broken selector of the file', async () => {
  const login = await logIn('canary75', 'canary76', { bank: 'broken' });
  const failure_cause = 'invalid_selector';
  expect(await login.session()).toMatchObject({ outcome: 'error', has_evidence: true, failure_cause });
  expect((await login.read()).body).toMatchObject({
    outcome: 'error',
    cause: 'invalid_selector',
    invalid_selectors: [{ path: ['pages', 0, 'selector'], selector: 'p:nosuch(' }],
    pages: [{ entry: "{ selector: 'p:nosuch(' }", matched: false, why_not: 'invalid' }],
  });
});

it('a worker with EVIDENCE_DAYS=0 keeps none', async () => {
  await api.stack.stopWorker();
  const worker = await api.stack.startWorker({ evidenceDays: 0 });
  try {
    const login = await logIn('canary77', 'canary78', { bank: 'broken' });
    expect(await login.session()).toMatchObject({ outcome: 'error', has_evidence: false });
    expect(await rowsOf(login.accountId)).toEqual([]);
  } finally {
    await worker.stop();
  }
});
