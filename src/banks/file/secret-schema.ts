import { z } from 'zod';
import { plainText, secretName, trueOrFalse } from './file-values.js';

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

/** What an account must hold besides user name and password, by name. */
export const secretsSchema = z
  .record(
    secretName,
    z.strictObject({
      label: plainText,
      pattern: z
        .string('must be a regular expression in quotes')
        .max(200)
        .refine(isPattern, 'must be a regular expression')
        .optional()
        .describe('A regular expression that every value matches.'),
      private: trueOrFalse.default(false).describe('Whether it is hidden while a person types it.'),
    }),
  )
  .refine((secrets) => Object.keys(secrets).length <= 20, 'must not name more than 20 secrets');
