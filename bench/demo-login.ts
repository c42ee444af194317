import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bankId } from '../src/api/accounts/bank-ids.js';
import type { signUp } from './support.js';

const accountSchema = z.object({ id: z.uuid() });
const requestSchema = z.object({ id: z.uuid() }).nullable();
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });

/** One login of a new account at the demo bank, from its start to the moment when the bank waits for a code. */
export async function startDemoLogin(
  user: Awaited<ReturnType<typeof signUp>>,
  options: { bank: 'demo' | 'demo-held'; demoBank: string; sessionType?: 'one-shot' | 'persistent' },
) {
  const { bank, demoBank, sessionType = 'one-shot' } = options;
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
  });
  await user.call('POST', `${path}/scrape`, {});
  const pending = async () => requestSchema.parse(await user.call('GET', `${path}/otp`));
  await until(pending);
  return {
    accountId,
    username,
    isWaiting: async () => (await pending()) !== null,
    /** The code of the bank's last message. */
    async readCode(): Promise<string> {
      const response = await fetch(`${demoBank}/inbox?username=${encodeURIComponent(username)}`);
      const { messages } = inboxSchema.parse(await response.json());
      return /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0] ?? '';
    },
    submit: (code: string) => user.call('POST', `${path}/otp`, { code }),
    stop: () => user.call('POST', `${path}/kill`, {}),
  };
}

/** Looks every 50 ms, for 30 s at most. */
export async function until<T>(look: () => Promise<T | null | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await sleep(50);
  }
  throw new Error('waited in vain');
}
