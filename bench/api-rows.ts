import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import pLimit from 'p-limit';
import { system } from '../src/assistance/actor.js';
import { scopeSchema } from '../src/assistance/scopes.js';
import { addApiKey } from '../src/db/accounts/api-keys.js';
import type { Db } from '../src/db/open.js';
import { apiKeyPrefix, generateApiKey, hashApiKey } from '../src/secrets/api-key.js';
import { loginWorkflowId, loginWorkflowType, taskQueues } from '../src/temporal/login-messages.js';
import { createAccount, createLogin, createUser } from '../test/support/create-rows.js';

/**
 * A user with accounts, of which the first `pending` wait for a code, and a function that creates API keys. Their workflows
 * are started, but no worker runs: Temporal records what they are sent.
 */
export async function createApiRows(
  db: Db,
  temporal: Client,
  { accounts, pending }: { accounts: number; pending: number },
) {
  const userId = await createUser(db);
  async function createKey(accountIds: string[] | null): Promise<string> {
    const key = generateApiKey();
    await addApiKey(
      db,
      {
        id: randomUUID(),
        userId,
        name: 'bench',
        prefix: apiKeyPrefix(key) ?? '',
        keyHash: hashApiKey(key),
        scopes: [...scopeSchema.options],
        accountIds,
        signingSecretSealed: null,
        relaySettingsSealed: null,
      },
      system,
    );
    return key;
  }
  const accountIds = Array.from({ length: accounts }, () => randomUUID());
  const limit = pLimit(10);
  await limit.map(accountIds, (id) => createAccount(db, { id, userId }));
  const pendingIds = accountIds.slice(0, pending);
  await limit.map(pendingIds, async (accountId) => {
    const login = await createLogin(db, accountId);
    await login.openRequest({ waitSeconds: 900 });
    // With this memo the reconciler knows the login of the row.
    await temporal.workflow.start(loginWorkflowType, {
      workflowId: loginWorkflowId(accountId),
      taskQueue: taskQueues.logins,
      args: [],
      memo: { loginId: login.loginId },
    });
  });
  // Autovacuum would do this within a minute. Until then PostgreSQL plans for empty tables.
  await sql`analyze`.execute(db);
  return {
    /** For some accounts, or for all. */
    createKey,
    accountIds,
    pendingIds,
  };
}
