import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, seen, startTestBank, type TestBank } from './testing.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const ledgerOf = async (username: string): Promise<string[]> =>
  (await bank.ledger(username)).map((event) =>
    'state' in event ? `${event.type} ${event.state}` : event.type,
  );
async function stateOf(browser: ReturnType<typeof openBrowser>): Promise<unknown> {
  return JSON.parse((await browser.open('/approval/state')).html);
}

test('a login goes on when its approval is given on the phone', async () => {
  const browser = openBrowser(bank);
  const page = await browser.signIn('push');
  expect(page.path).toBe('/approval');
  expect(seen(page)).toEqual(['approval_required']);
  const [approval] = await bank.approvals('push');
  expect(page.main).toContain(`id="approval-number">${approval?.compare}<`);
  expect(await stateOf(browser)).toEqual({ state: 'waiting' });

  expect(await bank.decide('push', 'approve')).toBe(200);
  expect(await stateOf(browser)).toEqual({ state: 'approved' });
  expect(seen(await browser.open('/approval'))).toEqual(['logged_in']);
  expect(await bank.decide('push', 'refuse')).toBe(409);
  expect(await ledgerOf('push')).toEqual([
    'login_submitted',
    'approval_asked',
    'approval_ended approved',
    'logged_in',
  ]);
});

test('a login ends when its approval is refused', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push+no');
  await bank.decide('push+no', 'refuse');
  expect(seen(await browser.open('/approval'))).toEqual(['approval_refused']);
  expect(seen(await browser.open('/home'))).toEqual([]);
  expect(await ledgerOf('push+no')).toEqual(['login_submitted', 'approval_asked', 'approval_ended refused']);
});

test('"push-refused" is refused after 5 s', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push-refused');
  bank.pass(4_999);
  expect(seen(await browser.open('/approval'))).toEqual(['approval_required']);
  bank.pass(2_000);
  expect(seen(await browser.open('/approval'))).toEqual(['approval_refused']);
  expect(await ledgerOf('push-refused')).toContain('approval_ended refused');
});

test('"push-expired" reaches no phone, and the bank gives up after 4 minutes', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push-expired');
  expect(await bank.approvals('push-expired')).toEqual([]);
  bank.pass(4 * 60_000 - 1);
  expect(seen(await browser.open('/approval'))).toEqual(['approval_required']);
  bank.pass(1);
  const given = await browser.open('/approval');
  expect(given.main).toContain('id="approval-expired"');
  expect(await ledgerOf('push-expired')).toContain('approval_ended expired');
});

test('"push-instead" sends a code when asked, and the approval counts no more', async () => {
  const browser = openBrowser(bank);
  expect((await browser.signIn('push-instead')).main).toContain('id="code-instead"');
  expect(await bank.inbox('push-instead')).toEqual([]);
  expect(seen(await browser.post('/approval/code', {}))).toEqual(['code_required']);
  expect(await bank.decide('push-instead', 'approve')).toBe(409);
  expect(await bank.approvals('push-instead')).toMatchObject([{ state: 'replaced' }]);
  expect(seen(await browser.submitCode(await bank.newestCode('push-instead')))).toEqual(['logged_in']);
  expect(await ledgerOf('push-instead')).toEqual([
    'login_submitted',
    'approval_asked',
    'approval_ended replaced',
    'code_sent',
    'code_submitted',
    'logged_in',
  ]);
});

test('"push" sends no code instead', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push+only');
  expect(seen(await browser.post('/approval/code', {}))).toEqual(['approval_required']);
  expect(await bank.inbox('push+only')).toEqual([]);
});

test('a new login leaves the approval of the one before', async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push+again');
  await browser.signIn('push+again');
  expect(await bank.approvals('push+again')).toMatchObject([{ state: 'waiting' }, { state: 'left' }]);
});

test("the phone's page decides with its buttons", async () => {
  const browser = openBrowser(bank);
  await browser.signIn('push+page');
  const [approval] = await bank.approvals('push+page');
  const path = `/approvals/${approval?.id}`;
  const phone = await browser.open('/inbox?username=push%2Bpage');
  expect(phone.main).toContain(`action="${path}"`);
  expect(phone.main).toContain(`<b>${approval?.compare}</b>`);
  const after = await browser.post(path, { decision: 'approve', back: 'push+page' });
  expect(after.path).toBe('/inbox?username=push%2Bpage');
  expect(after.main).toContain('Approved');
  expect(after.main).not.toContain('value="approve"');
  expect(seen(await browser.open('/approval'))).toEqual(['logged_in']);
});

test.for([
  ['an approval that never was', '/approvals/nothing', 'approve', 404],
  ['another decision', '/approvals/nothing', 'maybe', 400],
] as const)('%s is refused', async ([, path, decision, status]) => {
  const body = new URLSearchParams({ decision });
  expect((await fetch(bank.url + path, { method: 'POST', body })).status).toBe(status);
});
