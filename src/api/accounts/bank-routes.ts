import { z } from 'zod';
import { bankCodesInUse } from '../../db/accounts/accounts.js';
import { bankId } from './bank-ids.js';
import { type KnownBank } from '../context/api-deps.js';
import { defineRoute } from '../http/define-route.js';
import { uuidSchema } from '../access/wire-values.js';
import { neverSendsCodes } from '../logins/never-sends-codes.js';

const wireSecretSchema = z
  .object({
    name: z.string().meta({ description: 'The name of its field in `bank_secrets`.' }),
    label: z.string(),
    pattern: z
      .string()
      .nullable()
      .meta({ description: 'A regular expression (with flag `u`) that values must match.' }),
    private: z.boolean().meta({ description: 'Whether a form should hide it while it is typed.' }),
  })
  .meta({ id: 'BankSecret' });

const wireBankSchema = z
  .object({
    id: uuidSchema.meta({ description: 'A UUID v5 of the code.' }),
    code: z.string(),
    name: z.string(),
    loginUrl: z.string().nullable(),
    status: z.enum(['ready', 'failed']).meta({
      description: '`failed`: you have accounts at this bank, but its file is gone, so no session can start.',
    }),
    secrets: z
      .array(wireSecretSchema)
      .meta({ description: 'What an account must hold besides user name and password (`bank_secrets`).' }),
    neverSendsCodes: z.boolean().meta({
      description:
        'No login makes this bank send a code or ask for an approval, as far as its file says. `retry_when_bank_unavailable` needs it.',
    }),
  })
  .meta({ id: 'Bank' });

type WireBank = z.input<typeof wireBankSchema>;

const toWireBank = (bank: KnownBank): WireBank => ({
  id: bankId(bank.code),
  code: bank.code,
  name: bank.name,
  loginUrl: bank.loginUrl,
  status: 'ready',
  neverSendsCodes: neverSendsCodes(bank),
  secrets: (bank.secrets ?? []).map(({ name, label, pattern, private: isPrivate }) => ({
    name,
    label,
    pattern,
    private: isPrivate,
  })),
});

/** A bank whose file is gone, so that only its code is known. */
const failedBank = (code: string): WireBank => ({
  id: bankId(code),
  code,
  name: code,
  loginUrl: null,
  status: 'failed',
  secrets: [],
  neverSendsCodes: false,
});

const list = defineRoute({
  method: 'GET',
  path: '/banks',
  summary: 'List the banks',
  auth: 'user',
  answers: { 200: z.array(wireBankSchema) },
  handle: async ({ api, caller }) => {
    const known = [...api.banks.values()].map(toWireBank);
    const used = await bankCodesInUse(api.db, caller.userId);
    const failed = used.filter((code) => !api.banks.has(code)).map(failedBank);
    return { status: 200, body: known.concat(failed) };
  },
});

export const bankRoutes = [list];
