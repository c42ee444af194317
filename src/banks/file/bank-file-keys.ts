import { z } from 'zod';
import { browserSchema } from './browser-schema.js';
import { plainText, selector, trueOrFalse, webAddress, wholeNumber } from './file-values.js';
import { otpSchema } from './otp-schema.js';
import { pageSchema } from './page-schema.js';
import { approvalSchema, choiceSchema, questionSchema } from './request-schemas.js';
import { secretsSchema } from './secret-schema.js';
import { stepsSchema } from './step-schema.js';

/** The code that accounts name their bank by. */
export const bankCodeSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and -');

/** The keys of a bank file (docs/banks.md), before the checks of what they need of each other. */
export const bankFileKeys = z.strictObject({
  code: bankCodeSchema,
  name: plainText,
  login_url: webAddress,
  timeout_seconds: wholeNumber(1, 300).default(30),
  resumable: trueOrFalse.default(false),
  release_while_waiting: trueOrFalse.optional(),
  /** A fresh browser with the saved state stays logged in at `keep_alive.url`, and opening it sends no code. */
  session_movable: trueOrFalse.default(false),
  browser: browserSchema.default({}),
  secrets: secretsSchema.default({}),
  /** What may cover a page: pressed wherever it is visible while a page is awaited. */
  dismiss: z.array(selector, 'must be a list of selectors').max(20).default([]),
  /** Dialogs of the browser whose text holds one of these are accepted; all others are dismissed. */
  accept_dialogs: z.array(plainText).max(20).default([]),
  service_workers: z.enum(['allow', 'block'], 'must be allow or block').default('block'),
  fields: z.strictObject({ username: selector, password: selector, submit: selector }).optional(),
  login: stepsSchema.optional(),
  otp: otpSchema.optional(),
  choice: choiceSchema.optional(),
  approval: approvalSchema.optional(),
  question: questionSchema.optional(),
  pages: z.array(pageSchema).min(1, 'must name at least one page').max(100),
  keep_alive: z
    .strictObject({ url: webAddress, every_seconds: wholeNumber(5, 86_400), logged_in: selector })
    .optional(),
});
export type BankFileKeys = z.infer<typeof bankFileKeys>;
