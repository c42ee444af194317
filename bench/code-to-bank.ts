import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startDemoLogin, until } from './demo-login.js';
import { withInstance } from './instance.js';
import { measure, percentile, signUp } from './support.js';

/**
 * How long a posted code takes to the bank, against an `npm start` of its own: from the POST to the bank's own record
 * of it (one clock, one machine), beside the floor of the same run: a round trip to the API and one to the bank.
 * `node --import tsx bench/code-to-bank.ts [logins]`
 */

const logins = Number(process.argv[2] ?? 10);
const ledgerSchema = z.object({ events: z.array(z.object({ type: z.string(), at: z.iso.datetime() })) });
const kinds = [
  { bank: 'demo-held', keepSpareSeconds: 120, what: 'browser held' },
  { bank: 'demo', keepSpareSeconds: 120, what: 'resumable bank, browser still open' },
  { bank: 'demo', keepSpareSeconds: 0, what: 'resumable bank, browser opened again' },
] as const;

for (const { bank, keepSpareSeconds, what } of kinds) {
  const env = { KEEP_SPARE_BROWSERS_SECONDS: String(keepSpareSeconds) };
  await withInstance(
    async ({ api, demo_bank: demoBank }) => {
      const user = await signUp(api);
      const floor = await measure(20, async () => {
        await fetch(`${api}/health`).then((response) => response.text());
        await fetch(`${demoBank}/health`).then((response) => response.text());
      });
      const posted: number[] = [];
      const atBank: number[] = [];
      for (let login = 0; login <= logins; login += 1) {
        const times = await logIn(user, bank, demoBank);
        // The first one starts the browser.
        if (login === 0) continue;
        posted.push(times.posted);
        atBank.push(times.atBank);
      }
      report('floor: a round trip to the API and one to the bank', floor, floor);
      report(`${what}: POST answered 202`, posted, floor);
      report(`${what}: code at the bank`, atBank, floor);
    },
    { env },
  );
}

/** One login at the demo bank; milliseconds from the POST of its code. */
async function logIn(
  user: Awaited<ReturnType<typeof signUp>>,
  bank: 'demo' | 'demo-held',
  demoBank: string,
): Promise<{ posted: number; atBank: number }> {
  const login = await startDemoLogin(user, { bank, demoBank });
  // A browser that is given back while it waits takes a moment for that.
  await sleep(2_000);
  const code = await login.readCode();
  const postedAt = Date.now();
  await login.submit(code);
  const posted = Date.now() - postedAt;
  const submitted = await until(async () => {
    const response = await fetch(`${demoBank}/ledger?username=${encodeURIComponent(login.username)}`);
    const { events } = ledgerSchema.parse(await response.json());
    return events.find(({ type }) => type === 'code_submitted');
  });
  return { posted, atBank: Date.parse(submitted.at) - postedAt };
}

function report(what: string, took: number[], against: number[]): void {
  const median = percentile(took, 50);
  const ratio = median / percentile(against, 50);
  console.log(
    `${what}: median ${median.toFixed(0)} ms, p95 ${percentile(took, 95).toFixed(0)} ms, ${ratio.toFixed(1)} × the floor`,
  );
}
