import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bankId } from '../src/api/accounts/bank-ids.js';
import type { signUp } from './support.js';

const accountSchema = z.object({ id: z.uuid() });
const requestSchema = z.object({ id: z.uuid() }).nullable();
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });

interface DemoAccount {
  bank: 'demo' | 'demo-held' | 'patient';
  sessionType?: 'one-shot' | 'persistent';
}

/** A new account at the demo bank, and what can be done with it. */
export async function prepareDemoLogin(
  user: Awaited<ReturnType<typeof signUp>>,
  { bank, sessionType = 'one-shot' }: DemoAccount,
) {
  const username = `otp+${randomUUID().slice(0, 8)}`;
  const { id: accountId } = accountSchema.parse(
    await user.call('POST', '/accounts', { bankId: bankId(bank), name: 'Bench' }),
  );
  const path = `/accounts/${accountId}`;
  await user.call('PUT', `${path}/config`, {
    bank_username: username,
    bank_password: 'demo',
    login_mode: 'assisted',
    session_type: sessionType,
    otp_wait_seconds: 900,
  });
  return {
    accountId,
    username,
    start: () => user.call('POST', `${path}/scrape`, {}),
    pending: async () => requestSchema.parse(await user.call('GET', `${path}/otp`)),
    submit: (code: string) => user.call('POST', `${path}/otp`, { code }),
    stop: () => user.call('POST', `${path}/kill`, {}),
  };
}

/** One login of a new account at the demo bank, from its start to the moment when the bank waits for a code. */
export async function startDemoLogin(
  user: Awaited<ReturnType<typeof signUp>>,
  { demoBank, ...account }: DemoAccount & { demoBank: string },
) {
  const login = await prepareDemoLogin(user, account);
  await login.start();
  await until(login.pending);
  return {
    ...login,
    isWaiting: async () => (await login.pending()) !== null,
    readCode: () => readCode(demoBank, login.username),
  };
}

/** The code of the demo bank's last message to this user. */
export async function readCode(demoBank: string, username: string): Promise<string> {
  const response = await fetch(`${demoBank}/inbox?username=${encodeURIComponent(username)}`);
  const { messages } = inboxSchema.parse(await response.json());
  return /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0] ?? '';
}

/** Looks every 50 ms. */
export async function until<T>(look: () => Promise<T | null | undefined>, withinMs = 30_000): Promise<T> {
  const startedAt = performance.now();
  do {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await sleep(50);
  } while (performance.now() - startedAt < withinMs);
  throw new Error('waited in vain');
}
