import { z } from 'zod';
import { BankFileError } from '../../banks/bank-file-error.js';
import { parseBankFile } from '../../banks/read-bank-file.js';

export const bankCheckSchema = z
  .object({
    ok: z.boolean(),
    bank: z.object({ code: z.string(), name: z.string(), loginUrl: z.string() }).nullable(),
    issues: z.array(
      z.object({
        path: z.string().meta({ description: 'Such as `pages[2].is`; empty for the file as a whole.' }),
        message: z.string(),
        line: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'BankCheck' });

/**
 * Stands for every `${NAME}`: who checks a file must learn nothing of this machine's environment, not even which names
 * are set. It is an address, for that is where names are used.
 */
const anyEnvironment = new Proxy<Record<string, string>>(
  {},
  { get: () => 'https://from-the-environment.example' },
);

/** Reads a bank's file as the service does when it starts, and says what is wrong with it. */
export function checkBankFile(yaml: string): z.infer<typeof bankCheckSchema> {
  try {
    const { code, name, login_url } = parseBankFile(yaml, 'bank.yaml', anyEnvironment);
    return { ok: true, bank: { code, name, loginUrl: login_url }, issues: [] };
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    const issues = error.problems.map(({ path, reason, line }) => ({
      path,
      message: reason,
      line: line ?? null,
    }));
    return { ok: false, bank: null, issues };
  }
}
