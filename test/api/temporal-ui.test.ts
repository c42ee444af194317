import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createLoginClient } from '../../src/logins/login-client.js';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import { accountName, assistanceExpiresAt, bankCode } from '../../src/temporal/search-attributes.js';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
import { scriptedBank, sixDigits, waitingForApproval } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: { is: 'code_rejected', bankMessage: 'This code is *wrong*' },
  maxAttempts: 2,
});
const changed = scriptedBank({ code: 'changed', onOpen: { is: 'page_not_recognised' } });
/** Gives the answer of a bank that has been asked something and waits. */
let giveAnswer: ((answer: BankAnswer) => void) | undefined;
const slowly = () => new Promise<BankAnswer>((resolve) => (giveAnswer = resolve));
const others = [
  scriptedBank({
    code: 'choice',
    onOpen: {
      is: 'choice_required',
      options: [
        { id: 'sms', label: 'Text *message*', channel: 'sms' },
        { id: 'app', label: 'App', channel: 'app' },
      ],
      bankMessage: null,
    },
    onChoose: slowly,
  }),
  scriptedBank({
    code: 'approval',
    onOpen: { ...waitingForApproval, instead: 'Send a code' },
    onInstead: slowly,
  }),
  scriptedBank({
    code: 'question',
    onOpen: { is: 'question', text: 'Your first pet?', bankMessage: null },
    onAnswer: slowly,
  }),
];
const longName = scriptedBank({ code: 'long-name', onOpen: { is: 'logged_in' } });

let api: ApiWithLogins;
beforeAll(async () => {
  const long = { ...longName.driver, name: '銀行'.repeat(40) };
  api = await startApiWithLogins([
    ...[asking.driver, changed.driver, long],
    ...others.map(({ driver }) => driver),
  ]);
});
afterAll(() => api.close());

const temporal = () => api.stack.client;
const handleOf = (accountId: string): WorkflowHandle =>
  temporal().workflow.getHandle(loginWorkflowId(accountId));

async function newNamedCustomer(bank: string, name: string, fields: Record<string, unknown> = {}) {
  const customer = await api.newCustomer(bank, fields);
  const named = api.stack.db.updateTable('accounts').set({ name });
  await named.where('id', '=', customer.accountId).execute();
  return customer;
}

const metadataSchema = z.object({ currentDetails: z.string() });
/** What the UI shows as current details. */
const detailsOf = async (accountId: string): Promise<string> =>
  metadataSchema.parse(await handleOf(accountId).query('__temporal_workflow_metadata')).currentDetails;

const summarySchema = z.object({
  executionConfig: z.object({
    userMetadata: z.object({ summary: z.object({ data: z.instanceof(Uint8Array) }) }),
  }),
});
async function summaryOf(accountId: string): Promise<unknown> {
  const { raw } = await handleOf(accountId).describe();
  const { data } = summarySchema.parse(raw).executionConfig.userMetadata.summary;
  return JSON.parse(Buffer.from(data).toString('utf8'));
}

/** The summaries of everything in a history that people would otherwise have to guess. */
async function unnamedEvents(accountId: string): Promise<string[]> {
  const { events } = await handleOf(accountId).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const timer = event.timerStartedEventAttributes;
    const activity = event.activityTaskScheduledEventAttributes;
    const marker = event.markerRecordedEventAttributes?.markerName;
    const name = timer
      ? `timer ${timer.timerId}`
      : (activity?.activityType?.name ?? (marker === 'core_local_activity' ? marker : null));
    return typeof name === 'string' && !event.userMetadata?.summary ? [name] : [];
  });
}

it('tells who waits, until when, and what the bank said, in the UI of Temporal', async () => {
  const customer = await newNamedCustomer('asking', 'Ana at work');
  const { id: requestId } = await customer.untilAsked();
  await customer.submit({ code: '111111' }, { Prefer: 'wait=20' });
  const { accountId } = customer;

  // The list, by the saved view of docs/operations.md.
  const query =
    "LoginPhase = 'waiting_for_code' AND ExecutionStatus = 'Running' AND AccountName = 'Ana at work'";
  const [listed] = await until(async () => {
    const found = [];
    for await (const one of temporal().workflow.list({ query })) found.push(one);
    return found.length > 0 && found;
  }, 'the login in the list');
  const expiresAt = listed?.typedSearchAttributes.get(assistanceExpiresAt);
  expect(listed?.workflowId).toBe(`login/${accountId}`);
  expect(listed?.typedSearchAttributes.get(accountName)).toBe('Ana at work');
  expect(listed?.typedSearchAttributes.get(bankCode)).toBe('asking');
  expect(await summaryOf(accountId)).toBe('Ana at work at asking');

  const details = await detailsOf(accountId);
  expect(details).toMatch(/^\*\*Waiting for a one-time code\.\*\*\n- Since: \d{4}-/);
  expect(details).toContain(`- Until: ${expiresAt?.toISOString()}`);
  expect(details).toContain('- Tried: 1 of 2');
  expect(details).toMatch(/- The bank said: This code is \\\*wrong\\\* \(\d{4}-/);
  expect(details).toContain('- Last step: Types the code at the bank: `code_rejected`');
  expect(details).toMatch(new RegExp(`  - \\d{4}.* otp \`${requestId}\`: pending`));

  // Which worker and host hold the browser, and what it is doing.
  const pending = (await handleOf(accountId).describe()).raw.pendingActivities ?? [];
  const [holder] = pending.filter(({ activityType }) => activityType?.name === 'holdBrowser');
  const worker = holder?.lastWorkerIdentity ?? '';
  expect(details).toContain(`- Browser: worker \`${worker}\` on host \`${hostname()}\`, since `);
  const heartbeat = await until(async () => {
    const { raw } = await handleOf(accountId).describe();
    const data = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0]?.data;
    const beat: unknown = data ? JSON.parse(Buffer.from(data).toString('utf8')) : {};
    return z.object({ phase: z.string() }).safeParse(beat).data?.phase.startsWith('waiting') && beat;
  }, 'a heartbeat of the browser at the code page');
  expect(heartbeat).toEqual({ worker, host: hostname(), phase: 'waiting: code_required' });

  await customer.submit({ code: '222222' }, { Prefer: 'wait=20' });
  await customer.ended();
  const ended = await detailsOf(accountId);
  expect(ended).toMatch(/^\*\*Ended: attempts_exhausted\*\*\n- At: \d{4}-/);
  expect(ended).toContain(`\`${requestId}\`: cancelled (attempts_exhausted)`);
  expect(ended).toMatch(new RegExp(`worker \`${worker}\` on host .*, from \\d{4}.* to \\d{4}`));
  expect(await unnamedEvents(accountId)).toEqual([]);
  for (const text of [details, ended]) expect(text).not.toMatch(/111111|222222|hunter2/);
});

it.each([
  [
    'choice',
    { option: 'app' },
    ['**Waiting for a choice.**', '- Choice: Text \\*message\\*, App'],
    '**An option was chosen; waiting for the bank to answer.**',
  ],
  [
    'approval',
    { option: 'instead' },
    [
      "**Waiting for an approval in the bank's app.**",
      "- Approval in the bank's app, or a code instead",
      '- Number to compare: 42',
    ],
    '**A code was asked for instead of the approval; waiting for the bank to answer.**',
  ],
  [
    'question',
    { text: 'Rex' },
    ["**Waiting for the answer to the bank's question.**", '- Question: Your first pet?', '- Tried: 0'],
    '**An answer was typed; waiting for the bank to answer.**',
  ],
] as const)('tells what is waited for at a request of type %s', async (bank, json, waiting, answered) => {
  const customer = await newNamedCustomer(bank, 'Dana');
  const { accountId, key, path } = customer;
  const { id } = await customer.untilAsked();
  const details = await detailsOf(accountId);
  for (const line of waiting) expect(details.split('\n')).toContain(line);
  expect(details).toContain(`${bank} \`${id}\`: pending`);
  expect(details.includes('- Tried: ')).toBe(bank === 'question');
  giveAnswer = undefined;
  await api.call('POST', `/v1${path}/answer`, { key, json });
  const letIn = await until(() => giveAnswer, 'the answer at the bank');
  expect(await detailsOf(accountId)).toContain(answered);
  letIn({ is: 'logged_in' });
  expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
  expect(await unnamedEvents(accountId)).toEqual([]);
});

it('tells what failed, where and why, and that the account was blocked', async () => {
  const customer = await newNamedCustomer('changed', 'Ben', { fatal_after_failures: 1 });
  await customer.start();
  await customer.ended();
  const details = await detailsOf(customer.accountId);
  expect(details).toMatch(/^\*\*Ended: page_not_recognised\*\*/);
  expect(details).toContain('- The account was blocked: `too_many_failures`');
  expect(details).toContain('- Last step: Opens the bank and logs in: `page_not_recognised`');
  expect(details).toContain(`on host \`${hostname()}\``);
});

it('with TEMPORAL_SHOW_NAMES=0, Temporal does not learn the names of accounts', async () => {
  const { client } = api.stack;
  const accountId = randomUUID();
  const login = { loginId: randomUUID(), accountId, bankCode: 'changed', otpWaitSeconds: 60 };
  await createLoginClient(client, { showNames: false }).start(
    { ...login, loginMode: 'assisted', sessionType: 'one-shot' },
    { bank: 'changed', account: 'Cleo' },
  );
  expect(await summaryOf(accountId)).toBe('Login at changed');
  const { typedSearchAttributes } = await handleOf(accountId).describe();
  expect(typedSearchAttributes.get(bankCode)).toBe('changed');
  expect(typedSearchAttributes.get(accountName)).toBeUndefined();
});

it('a login begins although its names are longer than a summary may be', async () => {
  const customer = await newNamedCustomer('long-name', '口'.repeat(100));
  expect((await customer.start()).status).toBe(202);
  expect(await summaryOf(customer.accountId)).toMatch(/^口+$/);
  expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
});
