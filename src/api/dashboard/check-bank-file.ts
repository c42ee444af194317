import { basename } from 'node:path';
import { z } from 'zod';
import { BankFileError } from '../../banks/file/bank-file-error.js';
import { parseBankFile } from '../../banks/file/read-bank-file.js';
import type { BrokenBankFile } from '../context/api-deps.js';

const issuesSchema = z.array(
  z.object({
    path: z.string().meta({
      description: 'The field, for example `pages[2].is`; empty if the problem concerns the whole file.',
    }),
    message: z.string(),
    line: z.int().nullable(),
  }),
);

export const bankCheckSchema = z
  .object({
    ok: z.boolean(),
    bank: z.object({ code: z.string(), name: z.string(), loginUrl: z.string() }).nullable(),
    issues: issuesSchema,
  })
  .meta({ id: 'BankCheck' });

export const brokenBankFileSchema = z
  .object({
    file: z.string().meta({ description: 'The name of the file, without its folder.' }),
    bank: z.string().nullable().meta({
      description: 'The code of its last good version, which is still in use; null if there is none.',
    }),
    issues: issuesSchema,
  })
  .meta({ id: 'BrokenBankFile' });

/**
 * Replaces every `${NAME}` by the same URL, so that checking a file reveals nothing about this machine's environment, not
 * even which variables are set. A URL, because that is what variables are used for.
 */
const anyEnvironment = new Proxy<Record<string, string>>(
  {},
  { get: () => 'https://from-the-environment.example' },
);

/** Parses a bank file as the service does at start-up, and reports every problem. */
export function checkBankFile(yaml: string): z.infer<typeof bankCheckSchema> {
  try {
    const { code, name, login_url } = parseBankFile(yaml, 'bank.yaml', anyEnvironment);
    return { ok: true, bank: { code, name, loginUrl: login_url }, issues: [] };
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    return { ok: false, bank: null, issues: error.problems.map(toIssue) };
  }
}

/** What users see of a broken bank file: nothing of this machine but the name of the file. */
export const describeBrokenFile = ({
  file,
  code,
  problems,
}: BrokenBankFile): z.infer<typeof brokenBankFileSchema> => ({
  file: basename(file),
  bank: code,
  issues: problems.map(toIssue),
});

const toIssue = ({ path, reason, line }: BrokenBankFile['problems'][number]) => ({
  path,
  message: reason,
  line: line ?? null,
});
