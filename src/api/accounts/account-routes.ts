import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { findAccountSummary, addAccount, listAccounts, renameAccount } from '../../db/accounts/accounts.js';
import { forgetTrustedBrowser } from '../../db/accounts/trusted-browsers.js';
import { findBankById } from './bank-ids.js';
import type { Api } from '../context/api.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, validationError } from '../access/api-error.js';
import { stopAndDeleteAccount } from '../logins/sessions.js';
import { toWireAccount, wireAccountSchema } from './wire-account.js';
import { idsParam, nameSchema, textSchema, uuidParam } from '../access/wire-values.js';

const list = defineRoute({
  method: 'GET',
  path: '/accounts',
  summary: 'List the accounts of the user',
  auth: 'user',
  query: z.object({ ids: idsParam.optional() }),
  answers: { 200: z.array(wireAccountSchema) },
  handle: async ({ api, caller, query: { ids } }) => {
    const accounts = await listAccounts(api.db, { userId: caller.userId, ids });
    return { status: 200, body: accounts.map(toWireAccount) };
  },
});

const create = defineRoute({
  method: 'POST',
  path: '/accounts',
  summary: 'Add an account at a bank',
  auth: 'user',
  body: z.object({ bankId: uuidParam, name: nameSchema }),
  answers: { 201: wireAccountSchema },
  handle: async ({ api, caller: { userId, actor }, body }) => {
    const bank = findBankById(api.banks, body.bankId);
    if (!bank) throw validationError({ path: 'bankId', message: 'must be the id of a bank in GET /banks' });
    const id = randomUUID();
    await addAccount(api.db, { id, userId, bankCode: bank.code, name: body.name }, actor);
    return { status: 201, body: await show(api, id) };
  },
});

const read = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId',
  summary: 'Get an account',
  auth: 'user',
  account: true,
  answers: { 200: wireAccountSchema },
  handle: async ({ api, account }) => ({ status: 200, body: await show(api, account.id) }),
});

const rename = defineRoute({
  method: 'PATCH',
  path: '/accounts/:accountId',
  summary: 'Rename an account',
  auth: 'user',
  account: true,
  body: z.strictObject({ name: nameSchema }),
  answers: { 200: wireAccountSchema },
  handle: async ({ api, account, caller: { actor }, body: { name } }) => {
    await renameAccount(api.db, { account, name, actor });
    return { status: 200, body: await show(api, account.id) };
  },
});

const remove = defineRoute({
  method: 'DELETE',
  path: '/accounts/:accountId',
  summary: 'Delete an account',
  description: 'Stops an open session first. The audit trail is kept.',
  auth: 'user',
  account: true,
  body: z.object({
    confirmation_name: textSchema(1, 200).meta({ description: "The account's name, as a confirmation." }),
  }),
  answers: { 204: null },
  errors: ['SESSION_RUNNING'],
  handle: async ({ api, account, caller, body }) => {
    if (body.confirmation_name.trim() !== account.name)
      throw validationError({ path: 'confirmation_name', message: 'must be the name of the account' });
    await stopAndDeleteAccount({ api, account, actor: caller.actor });
    return { status: 204 };
  },
});

const forgetBrowser = defineRoute({
  method: 'DELETE',
  path: '/accounts/:accountId/browser',
  summary: 'Forget the kept browser',
  description:
    'After a login, the cookies and storage of its browser are kept, so that the bank recognizes the browser next time. This deletes them: to the bank, the next login comes from a new browser, so it may ask for a code. An open session continues, but its browser is not kept again.',
  auth: 'user',
  account: true,
  answers: { 204: null },
  handle: async ({ api, account, caller: { actor } }) => {
    await api.db
      .transaction()
      .execute((trx) => forgetTrustedBrowser(trx, { account, actor, reason: 'requested' }));
    return { status: 204 };
  },
});

async function show(api: Pick<Api, 'db'>, accountId: string) {
  const account = await findAccountSummary(api.db, accountId);
  if (!account) throw new ApiError('NOT_FOUND'); // it has been deleted since the request was checked
  return toWireAccount(account);
}

export const accountRoutes = [list, create, read, rename, remove, forgetBrowser];
