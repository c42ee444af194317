import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import { system } from '../../src/assistance/actor.js';
import type { RequestContent } from '../../src/assistance/request-content.js';
import type { LoginReport, OpenedRequest } from '../../src/assistance/login-report.js';
import { addAccount } from '../../src/db/accounts/accounts.js';
import { addUser } from '../../src/db/accounts/users.js';
import { applyLoginReport } from '../../src/db/logins/login-reports.js';
import { recordLoginStarted } from '../../src/db/logins/login-starts.js';
import { openRequest } from '../../src/db/logins/request-reports.js';
import type { Db } from '../../src/db/open.js';
import type { AccountConfigsTable } from '../../src/db/tables/schema.js';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';

/**
 * Users, accounts and logins for tests below the API, made by the functions that the API and the worker call. Tests of
 * the API make users and accounts as customers do, with `api/support/caller.ts`.
 */

/** A user who cannot sign in. Returns the id. */
export async function createUser(db: Db): Promise<string> {
  const id = randomUUID();
  const user = { id, email: `${id}@test.example`, name: null, passwordHash: 'none' };
  await addUser(db, user, { onlyFirst: false, actor: system });
  return id;
}

/** An account of the user. `config` replaces defaults of its configuration. Returns the id. */
export async function createAccount(
  db: Db,
  {
    id = randomUUID(),
    userId,
    bankCode = 'demo',
    config = {},
  }: {
    id?: string;
    userId: string;
    bankCode?: string;
    config?: Partial<Omit<Insertable<AccountConfigsTable>, 'account_id'>>;
  },
): Promise<string> {
  await addAccount(db, { id, userId, bankCode, name: 'Household' }, system);
  if (Object.keys(config).length > 0)
    await db.updateTable('account_configs').set(config).where('account_id', '=', id).execute();
  return id;
}

/** An open login of the account without a workflow: the test sends its reports to the database. */
export async function createLogin(db: Db, accountId: string) {
  const loginId = randomUUID();
  const runId = randomUUID();
  await recordLoginStarted(db, {
    loginId,
    accountId,
    workflowId: loginWorkflowId(accountId),
    bankCode: 'demo',
    sessionType: 'one-shot',
    loginMode: 'assisted',
  });
  let number = 0;
  /** What every report begins with; each has the next number. */
  const header = () => ({ loginId, accountId, runId, number: (number += 1) });
  const opened = () => ({
    requestId: randomUUID(),
    maxAttempts: 3,
    bankMessage: null,
    requestedAt: new Date().toISOString(),
    waitSeconds: 300,
    resendAfterSeconds: null,
  });
  const requestOpened = (): OpenedRequest => ({ ...header(), ...opened(), ...codeBySms });
  const loginReport = (changes: Partial<LoginReport> = {}): LoginReport => ({
    ...header(),
    phase: 'logging_in',
    request: null,
    submissions: [],
    loggedIn: false,
    end: null,
    ...changes,
  });
  return {
    loginId,
    requestOpened,
    loginReport,
    async openRequest(changes: { waitSeconds?: number; content?: RequestContent } = {}) {
      const { content = codeBySms, ...wait } = changes;
      const request: OpenedRequest = { ...header(), ...opened(), ...wait, ...content };
      const { times } = await openRequest(db, request);
      return { requestId: request.requestId, expiresAt: times?.expiresAt };
    },
    report: (changes: Partial<LoginReport>) => applyLoginReport(db, loginReport(changes)),
  };
}

/** The bank asks for a code of six digits by SMS. */
const codeBySms: RequestContent = {
  type: 'otp',
  descriptor: { length: 6, type: 'numeric', channel: 'sms' },
};

/** A login of the account that waits for a code. Returns the request's id. */
export async function createPendingRequest(db: Db, accountId: string): Promise<string> {
  const { requestId } = await (await createLogin(db, accountId)).openRequest();
  return requestId;
}
