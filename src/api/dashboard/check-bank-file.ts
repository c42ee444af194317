import { basename } from 'node:path';
import { z } from 'zod';
import { BankFileError } from '../../banks/file/bank-file-error.js';
import { parseBankFile } from '../../banks/file/read-bank-file.js';
import type { BrokenBankFile } from '../context/api-deps.js';

/** What a person can mend at once. One mistake can have hundreds of consequences. */
const maxIssues = 50;
const maxLength = 300;

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
    bank: z
      .object({ code: z.string(), name: z.string(), loginUrl: z.string() })
      .meta({ id: 'CheckedBank' })
      .nullable(),
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

/** Parses a bank file as the service does at start-up, and reports what is wrong with it. */
export function checkBankFile(yaml: string): z.infer<typeof bankCheckSchema> {
  try {
    const { code, name, login_url } = parseBankFile(yaml, 'bank.yaml', anyEnvironment);
    return { ok: true, bank: { code, name, loginUrl: login_url }, issues: [] };
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    return { ok: false, bank: null, issues: toIssues(error.problems) };
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
  issues: toIssues(problems),
});

const toIssues = (problems: BrokenBankFile['problems']) =>
  problems.slice(0, maxIssues).map(({ path, reason, line }) => ({
    path: path.slice(0, maxLength),
    message: reason.slice(0, maxLength),
    line: line ?? null,
  }));
