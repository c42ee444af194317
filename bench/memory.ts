import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDemoLogin } from './demo-login.js';
import { withInstance } from './instance.js';
import { pssMb } from './process-memory.js';
import { processTree } from './processor-time.js';
import { percentile, signUp } from './support.js';

/**
 * The memory of all processes of an `npm start` of its own (PSS, Linux only): at rest, and for each login that waits for
 * a code, with its browser closed and with its browser open. Writes `reports/bench-memory.json`.
 * `node --import tsx bench/memory.ts [logins]`
 */

const logins = Number(process.argv[2] ?? 100);
const slots = 16;
/** A quarter of the slots is kept for logins that resume. */
const heldLogins = (slots * 3) / 4;
const settleMs = 10_000;
const startsTogether = 4;
const results: object[] = [];

await withInstance(
  async ({ pids, readyMs }) => {
    await sleep(settleMs);
    const parts = Object.entries(pids).filter((part): part is [string, number] => part[1] !== null);
    const own = await Promise.all(parts.map(async ([name, pid]) => [name, await pssMb([pid])] as const));
    const restMb = await pssMb(await processTree(pids.main));
    results.push({ what: 'at rest', readyMs, restMb, parts: Object.fromEntries(own) });
    console.log(`ready after ${(readyMs / 1_000).toFixed(1)} s, at rest ${restMb.toFixed(0)} MB:`);
    console.log(own.map(([name, mb]) => `  ${name} ${mb.toFixed(0)} MB`).join(','));
  },
  { isSecondStart: true },
);

await measureWaiting({
  what: 'browser closed while waiting',
  bank: 'demo',
  env: { KEEP_SPARE_BROWSERS_SECONDS: '0' },
  counts: [logins / 2, logins],
});
await measureWaiting({
  what: 'browser held while waiting',
  bank: 'demo-held',
  env: { BROWSER_SLOTS: String(slots) },
  counts: [heldLogins / 2, heldLogins],
});

await mkdir('reports', { recursive: true });
await writeFile('reports/bench-memory.json', JSON.stringify({ load: loadavg(), results }, null, 2));
console.log(
  `load of the machine: ${loadavg()
    .map((value) => value.toFixed(1))
    .join(', ')}`,
);

/** Starts logins until so many wait, and compares the memory with that of the same instance after its first login. */
async function measureWaiting(options: {
  what: string;
  bank: 'demo' | 'demo-held';
  env: NodeJS.ProcessEnv;
  counts: number[];
}): Promise<void> {
  const { what, bank, env, counts } = options;
  await withInstance(
    async ({ api, demo_bank: demoBank, pids }) => {
      const user = await signUp(api);
      const start = () => startDemoLogin(user, { bank, demoBank });
      // The first login loads the browser.
      const first = await start();
      await first.submit(await first.readCode());
      const before = await settledMb(pids.main);
      const waiting: Awaited<ReturnType<typeof start>>[] = [];
      for (const count of counts) {
        while (waiting.length < count) {
          const batch = Math.min(startsTogether, count - waiting.length);
          waiting.push(...(await Promise.all(Array.from({ length: batch }, start))));
        }
        const now = await settledMb(pids.main);
        const stillWaiting = await Promise.all(waiting.map((login) => login.isWaiting()));
        if (stillWaiting.includes(false))
          throw new Error('some logins have expired before all were waiting: the machine is too slow');
        const eachMb = (now - before) / count;
        results.push({ what, count, beforeMb: before, nowMb: now, eachMb });
        console.log(
          `${what}, ${count} logins: ${before.toFixed(0)} → ${now.toFixed(0)} MB, ${eachMb.toFixed(2)} MB each`,
        );
      }
    },
    { env },
  );
}

/** The median of five looks, a second apart, once things have settled. */
async function settledMb(mainPid: number): Promise<number> {
  await sleep(settleMs);
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    looks.push(await pssMb(await processTree(mainPid)));
    await sleep(1_000);
  }
  return percentile(looks, 50);
}
