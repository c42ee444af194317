import { z } from 'zod';
import type { ApiWithLogins } from '../api/support/api-with-logins.js';
import type { Reply } from '../api/support/caller.js';
import { until } from '../support/until.js';
import { type LedgerBank, ledgerBank } from './ledger-bank.js';
import { createRandom, type Random } from './random.js';

/** A credential: its header, and the path for which it is valid. */
export interface Credential {
  name: 'key' | 'x-api-key' | 'bearer' | 'bearer under /api';
  /** The scope of its idempotency keys. */
  owner: string;
  headers: Record<string, string>;
  prefix: '' | '/api' | '/v1';
}

export interface Tenant {
  token: string;
  key: string;
  /** A key for the tenant's first account only. */
  narrowKey: string;
  /** A key without the scope to submit codes. */
  readingKey: string;
  accountIds: string[];
}

export const byKey = (key: string): Credential => ({
  name: 'key',
  owner: `key ${key}`,
  headers: { Authorization: `Api-Key ${key}` },
  prefix: '/v1',
});

export const credentialsOf = ({ key, token }: Pick<Tenant, 'key' | 'token'>): Credential[] => {
  const bearer = { owner: `user ${token}`, headers: { Authorization: `Bearer ${token}` } };
  return [
    byKey(key),
    { name: 'x-api-key', owner: `key ${key}`, headers: { 'x-api-key': key }, prefix: '/v1' },
    { name: 'bearer', prefix: '', ...bearer },
    { name: 'bearer under /api', prefix: '/api', ...bearer },
  ];
};

export interface StormBank {
  code: string;
  bank: LedgerBank;
  prompts: number;
  random: Random;
}

/** A bank for each account: some ask twice, some give up after a few codes. */
export function stormBanks(count: number, seed: number): StormBank[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(seed * 1_000 + index);
    const code = `storm-${index}`;
    const prompts = index % 3 === 1 ? 2 : 1;
    const maxAttempts = random.pick([null, null, 5, 12]);
    return { code, prompts, random, bank: ledgerBank({ code, random, prompts, maxAttempts }) };
  });
}

export interface StormAccount extends StormBank {
  accountId: string;
  tenant: Tenant;
  /** Waits for a code for a few seconds only, and gets none. */
  expires: boolean;
}

/** Some users, each with accounts at banks of their own. */
export async function newTenants(
  api: ApiWithLogins,
  banks: StormBank[],
  count: number,
): Promise<{ tenants: Tenant[]; accounts: StormAccount[] }> {
  const tenants: Tenant[] = [];
  const accounts: StormAccount[] = [];
  for (let number = 0; number < count; number += 1) {
    const { token } = await api.signUp();
    const own: (StormBank & { accountId: string; expires: boolean })[] = [];
    for (const bank of banks.filter((_, index) => index % count === number)) {
      const expires = bank.prompts === 1 && own.length % 3 === 2;
      const fields = {
        otp_wait_seconds: expires ? 8 : 120,
        max_codes_per_day: 50,
        fatal_after_failures: 10,
        sms_senders: [bank.code],
      };
      own.push({ ...bank, expires, accountId: await api.addAccount(token, fields, bank.code) });
    }
    const accountIds = own.map(({ accountId }) => accountId);
    const { key } = await api.addKey(token);
    const { key: narrowKey } = await api.addKey(token, { accountIds: accountIds.slice(0, 1) });
    const { key: readingKey } = await api.addKey(token, { scopes: ['status:read'] });
    const tenant = { token, key, narrowKey, readingKey, accountIds };
    tenants.push(tenant);
    accounts.push(...own.map((account) => ({ ...account, tenant })));
  }
  return { tenants, accounts };
}

const statusSchema = z.object({
  session_running: z.boolean(),
  pending_assistance: z.object({ id: z.string() }).nullable(),
});

export async function statusOf(api: ApiWithLogins, { accountId, tenant }: StormAccount) {
  const reply = await api.call('GET', `/v1/accounts/${accountId}/status`, { key: tenant.key });
  return statusSchema.parse(reply.body);
}

/** Starts a login and waits for its first request. */
export async function startLogin(api: ApiWithLogins, account: StormAccount): Promise<void> {
  const { token } = account.tenant;
  const reply: Reply = await api.call('POST', `/accounts/${account.accountId}/scrape`, { token });
  if (reply.status !== 202) throw new Error(`the login did not start: ${reply.text}`);
  await until(
    async () => (await statusOf(api, account)).pending_assistance,
    `the question of ${account.code}`,
    45_000,
  );
}
