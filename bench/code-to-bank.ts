import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bankId } from '../src/api/accounts/bank-ids.js';
import { readConfig } from '../src/config.js';
import { readInstance } from '../src/demo/running-instance.js';
import { measure, percentile, signUp } from './support.js';

/**
 * How long a posted code takes to the bank, against a running `npm start`: from the POST to the bank's own record
 * of it (one clock, one machine), beside the floor of the same run: a round trip to the API and one to the bank.
 * `node --import tsx bench/code-to-bank.ts [logins]`
 */

const logins = Number(process.argv[2] ?? 10);
const { api, demo_bank: demoBank } = await readInstance(readConfig(process.env).dataDir);

const accountSchema = z.object({ id: z.uuid() });
const requestSchema = z.object({ id: z.uuid() }).nullable();
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });
const ledgerSchema = z.object({ events: z.array(z.object({ type: z.string(), at: z.iso.datetime() })) });

const user = await signUp(api);
const floor = await measure(20, async () => {
  await fetch(`${api}/health`).then((response) => response.text());
  await fetch(`${demoBank}/health`).then((response) => response.text());
});
report('floor: a round trip to the API and one to the bank', floor, floor);
for (const bank of ['demo-held', 'demo']) {
  const posted: number[] = [];
  const atBank: number[] = [];
  for (let login = 0; login < logins; login += 1) {
    const times = await logIn(bank);
    posted.push(times.posted);
    atBank.push(times.atBank);
  }
  const kind = bank === 'demo' ? 'browser opened again from a checkpoint' : 'browser held';
  report(`${kind}: POST answered 202`, posted, floor);
  report(`${kind}: code at the bank`, atBank, floor);
}

/** One login at the demo bank; milliseconds from the POST of its code. */
async function logIn(bank: string): Promise<{ posted: number; atBank: number }> {
  const username = `otp+${randomUUID().slice(0, 8)}`;
  const account = accountSchema.parse(
    await user.call('POST', '/accounts', { bankId: bankId(bank), name: 'Bench' }),
  );
  const path = `/accounts/${account.id}`;
  await user.call('PUT', `${path}/config`, {
    bank_username: username,
    bank_password: 'demo',
    login_mode: 'assisted',
  });
  await user.call('POST', `${path}/scrape`, {});
  await until(async () => requestSchema.parse(await user.call('GET', `${path}/otp`)));
  // A browser that is given back while it waits takes a moment for that.
  await sleep(2_000);
  const { messages } = inboxSchema.parse(await read(`/inbox?username=${encodeURIComponent(username)}`));
  const code = /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0];
  const postedAt = Date.now();
  await user.call('POST', `${path}/otp`, { code });
  const posted = Date.now() - postedAt;
  const submitted = await until(async () => {
    const { events } = ledgerSchema.parse(await read(`/ledger?username=${encodeURIComponent(username)}`));
    return events.find(({ type }) => type === 'code_submitted');
  });
  return { posted, atBank: Date.parse(submitted.at) - postedAt };
}

async function read(path: string): Promise<unknown> {
  return (await fetch(`${demoBank}${path}`)).json();
}

async function until<T>(look: () => Promise<T | null | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await sleep(50);
  }
  throw new Error('waited in vain');
}

function report(what: string, took: number[], against: number[]): void {
  const median = percentile(took, 50);
  const ratio = median / percentile(against, 50);
  console.log(
    `${what}: median ${median.toFixed(0)} ms, p95 ${percentile(took, 95).toFixed(0)} ms, ${ratio.toFixed(1)} × the floor`,
  );
}
