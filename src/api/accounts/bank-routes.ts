import { z } from 'zod';
import { bankCodesInUse } from '../../db/accounts/accounts.js';
import { bankId } from './bank-ids.js';
import { type KnownBank } from '../context/api-deps.js';
import { defineRoute } from '../http/define-route.js';
import { uuidSchema } from '../access/wire-values.js';

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
    status: z.enum(['active', 'missing']).meta({
      description: '`missing`: you have accounts at this bank, but it is no longer installed.',
    }),
    secrets: z
      .array(wireSecretSchema)
      .meta({ description: 'What an account must hold besides user name and password (`bank_secrets`).' }),
  })
  .meta({ id: 'Bank' });

type WireBank = z.input<typeof wireBankSchema>;

const toWireBank = ({ code, name, loginUrl, secrets = [] }: KnownBank): WireBank => ({
  id: bankId(code),
  code,
  name,
  loginUrl,
  status: 'active',
  secrets: secrets.map(({ name, label, pattern, private: isPrivate }) => ({
    name,
    label,
    pattern,
    private: isPrivate,
  })),
});

/** A bank that is no longer installed, of which only the code is known. */
const missingBank = (code: string): WireBank => ({
  id: bankId(code),
  code,
  name: code,
  loginUrl: null,
  status: 'missing',
  secrets: [],
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
    const missing = used.filter((code) => !api.banks.has(code)).map(missingBank);
    return { status: 200, body: known.concat(missing) };
  },
});

export const bankRoutes = [list];
