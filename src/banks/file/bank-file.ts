import type { z } from 'zod';
import { bankFileKeys } from './bank-file-keys.js';
import { checkReferences } from './check-references.js';

/** A bank whose pages need no program, as BANKS_DIR holds it (docs/banks.md). */
export const bankFileSchema = bankFileKeys.superRefine(checkReferences);
export type BankFile = z.infer<typeof bankFileSchema>;
