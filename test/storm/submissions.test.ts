import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest } from '../api/support/api-under-test.js';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { createErrorLog } from '../support/error-log.js';
import { seed } from '../support/seed.js';
import { until } from '../support/until.js';
import { answerOf, auditAccount, isHeld, requestsOf } from './audit.js';
import { newTenants, startLogin, statusOf, stormBanks, type StormAccount } from './customers.js';
import { createSubmitter, type Sent, toldBy } from './submitter.js';

/** 25 accounts with one or two logins, 40 in all, and 25 submissions to each login. */
const accountCount = 25;
const loginsOf = ({ code }: StormAccount): number => (Number(code.split('-')[1]) % 5 < 3 ? 2 : 1);
const submissionsWhileOpen = 21;
const submissionsAfterwards = 4;
/** The worker holds 20 browsers at once; a login that waits for one longer than a minute fails. */
const accountsAtOnce = 18;

const banks = stormBanks(accountCount, seed);
const { log, lines: errors } = createErrorLog();

let api: ApiWithLogins;
let secondProcess: ApiUnderTest;
beforeAll(async () => {
  api = await startApiWithLogins(
    banks.map(({ bank }) => bank.driver),
    { log },
  );
  secondProcess = await api.twin();
}, 120_000);
afterAll(async () => {
  await secondProcess.close();
  await api.close();
});

it(
  'reports the outcomes of 1000 submissions in a random mix as the bank’s ledger has them',
  { timeout: 300_000 },
  async () => {
    const startedAt = Date.now();
    console.log(`SEED=${seed}`);
    const { tenants, accounts } = await newTenants(api, banks, 5);
    const all: Sent[] = [];
    const closing: Sent[] = [];

    async function weather(account: StormAccount): Promise<void> {
      let record = all;
      const submitter = createSubmitter({
        account,
        others: tenants.filter((tenant) => tenant !== account.tenant),
        apis: [api, secondProcess],
        record: (sent) => record.push(sent),
      });
      for (let login = 0; login < loginsOf(account); login += 1) {
        await startLogin(api, account);
        await submitter.storm(submissionsWhileOpen);
        record = closing;
        await untilEnded(account, submitter.answer);
        record = all;
        submitter.loginEnded((await requestsOf(api, account)).map(({ id }) => id));
        await submitter.storm(submissionsAfterwards);
      }
    }

    /** Requests that are still pending after the storm are answered, stopped or left to expire. */
    async function untilEnded(
      account: StormAccount,
      answer: (requestId: string) => Promise<Sent>,
    ): Promise<void> {
      const { expires, prompts, random, accountId, tenant } = account;
      // At a bank with two prompts, a stop could come between them and leave one without a request.
      const stops = prompts === 1 && random.chance(0.3);
      if (stops) await api.call('POST', `/accounts/${accountId}/kill`, { token: tenant.token });
      await until(
        async () => {
          const { session_running: isRunning, pending_assistance: pending } = await statusOf(api, account);
          if (isRunning && pending && !expires && !stops) await answer(pending.id);
          return !isRunning;
        },
        `the end of a login at ${account.code}`,
        60_000,
      );
    }

    const limit = pLimit(accountsAtOnce);
    await Promise.all(accounts.map((account) => limit(weather, account)));
    const stormedMs = Date.now() - startedAt;

    expect(errors, `SEED=${seed}`).toEqual([]);
    expect(all).toHaveLength(1_000);
    const sent = [...all, ...closing];
    const outcomes: string[] = [];
    for (const account of accounts) {
      const own = sent.filter((one) => one.account === account);
      outcomes.push(...(await auditAccount(api, account, own, `SEED=${seed}`)));
    }
    await expectRecorded(sent);

    console.log(
      [
        `storm of ${all.length} submissions (and ${closing.length} to end logins) in ${stormedMs} ms, SEED=${seed}`,
        `kinds: ${counted(all.map(({ kind }) => kind))}`,
        `ends: ${counted(closing.map(answerOf))}`,
        `answers: ${counted(all.map(answerOf))}`,
        `outcomes: ${counted(outcomes)}`,
        `typed at the banks: ${banks.reduce((sum, { bank }) => sum + bank.typed.length, 0)}`,
      ].join('\n'),
    );
    // Every outcome occurred.
    expect([...new Set(outcomes)]).toEqual(expect.arrayContaining(['accepted', 'rejected', 'repeated']));
  },
);

/** The outcome of a submission that got 202 can be read by its caller and by the relay. */
async function expectRecorded(sent: Sent[]): Promise<void> {
  const limit = pLimit(10);
  const accepted = sent.filter(({ reply }) => reply.status === 202 && !isHeld(reply));
  const answers = accepted.map(({ account, reply }) =>
    limit(() =>
      api.call('GET', `/v1/accounts/${account.accountId}/submissions/${toldBy(reply)?.id ?? ''}`, {
        key: account.tenant.key,
      }),
    ),
  );
  for (const { body } of await Promise.all(answers))
    expect(body).toMatchObject({ outcome: expect.any(String) as unknown });
}

function counted(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
