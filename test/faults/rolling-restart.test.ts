import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCaller, type CallOptions, type Reply } from '../api/support/caller.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { createTestFolder } from '../support/services.js';
import { startCluster } from './cluster.js';

/**
 * Customers keep logging in while the processes of a cluster are replaced one after the other. `npm test` plays the
 * harder of the two cases, `npm run test:faults` both.
 */
const clocks: [name: string, shiftMs: number][] = [
  ['clocks ten minutes apart', 600_000],
  ['one clock', 0],
];
const isShort = process.env['FAULT_ROUNDS'] === undefined;

const customers = 8;

const pendingSchema = z.object({ id: z.uuid() }).nullable();
const statusSchema = z.object({
  session_running: z.boolean(),
  pending_assistance: pendingSchema,
  last_session: z.object({ outcome: z.string(), reason: z.string().nullable() }).nullable(),
});

let bank: DemoBank;
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  bank = await openDemoBank();
  ({ folder, remove } = await createTestFolder());
  await mkdir(join(folder, 'banks'));
});
afterAll(async () => {
  await bank.close();
  await remove();
});

describe.each(isShort ? clocks.slice(0, 1) : clocks)('%s', (_name, clockShiftMs) => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  beforeAll(async () => {
    cluster = await startCluster({ folder, demoBankUrl: bank.url, clockShiftMs });
  });
  afterAll(() => cluster.stop());

  it('a rolling restart costs no login, no code and no answer', async () => {
    const caller = createCaller(cluster.url);
    const { token } = await caller.signUp();
    const { key } = await caller.addKey(token);
    let isOver = false;
    const lives = Promise.all(
      Array.from({ length: customers }, async (_, number) => {
        const ended: string[] = [];
        while (!isOver) ended.push(await logIn(number % 2 === 0 ? 'demo' : 'demo-held'));
        return ended;
      }),
    );
    // Errors are thrown later, when the logins are awaited.
    lives.catch(() => undefined);
    await sleep(3_000);
    await cluster.replaceWorkers();
    await cluster.restartApis();
    isOver = true;
    const ended = (await lives).flat();
    console.log(`${ended.length} logins came through`);
    expect(new Set(ended)).toEqual(new Set(['logged_in, completed: code_sent, code_submitted:yes']));
    expect(ended.length).toBeGreaterThan(customers);

    /** One login of a new account from its start to its end: how it ended, and what the bank saw of codes. */
    async function logIn(bankCode: string): Promise<string> {
      const username = `otp+${randomUUID().slice(0, 8)}`;
      const fields = { bank_username: username, bank_password: 'demo', login_mode: 'assisted' };
      const accountId = await again(() => caller.addAccount(token, fields, bankCode));
      await call('POST', `/accounts/${accountId}/scrape`, { token });
      const path = `/v1/accounts/${accountId}`;
      const answered = new Set<string>();
      for (;;) {
        const { body } = await call('GET', `${path}/status`, { key });
        const {
          session_running: isRunning,
          pending_assistance: pending,
          last_session: last,
        } = statusSchema.parse(body);
        if (!isRunning) {
          const codes = (await bank.ledger(username)).filter((event) => event.startsWith('code_'));
          return `${last?.outcome}, ${last?.reason}: ${codes.join(', ')}`;
        }
        if (pending && !answered.has(pending.id)) {
          answered.add(pending.id);
          // A person takes a moment, so that many logins wait for a code while processes are replaced.
          await sleep(2_000);
          const code = await bank.code(username);
          await call('POST', `${path}/otp`, {
            key,
            json: { code, request_id: pending.id },
            headers: { 'Idempotency-Key': randomUUID() },
          });
        }
        await sleep(200);
      }
    }

    /** Every call must succeed, at either process. */
    async function call(method: string, at: string, options: CallOptions): Promise<Reply> {
      const reply = await again(() => caller.call(method, at, options));
      // If a start is repeated, the first call may have succeeded.
      const good = at.endsWith('/scrape') ? [202, 409] : [200, 202];
      expect(good, `${method} ${at}: ${reply.text}`).toContain(reply.status);
      return reply;
    }
  });
});

/** Repeats a call whose kept-alive connection broke because its process ended. */
async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof TypeError) || tries === 5) throw error;
      await sleep(100);
    }
  }
}
