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
  code: bankCodeSchema.describe('By which accounts name this bank; unique.'),
  name: plainText.describe('The name that people see.'),
  login_url: webAddress.describe('The address of the login page.'),
  timeout_seconds: wholeNumber(1, 300)
    .default(30)
    .describe('How long a page, or the target of a step, is waited for.'),
  resumable: trueOrFalse
    .default(false)
    .describe(
      'A fresh browser with the saved cookies and storage goes on at the address of the code page, and opening it sends no code.',
    ),
  release_while_waiting: trueOrFalse
    .optional()
    .describe('Only with resumable: false keeps the browser open while a code is waited for.'),
  session_movable: trueOrFalse
    .default(false)
    .describe(
      'A fresh browser with the saved cookies and storage stays logged in at keep_alive.url, and opening it sends no code.',
    ),
  browser: browserSchema.default({}).describe('How the browser presents itself.'),
  secrets: secretsSchema
    .default({})
    .describe('What an account must hold besides user name and password, by name.'),
  dismiss: z
    .array(selector, 'must be a list of selectors')
    .max(20)
    .default([])
    .describe('What may cover a page: pressed wherever it is visible while a page is awaited.'),
  accept_dialogs: z
    .array(plainText)
    .max(20)
    .default([])
    .describe(
      "The browser's dialogs whose text contains one of these are accepted; all others are dismissed.",
    ),
  service_workers: z
    .enum(['allow', 'block'], 'must be allow or block')
    .default('block')
    .describe("Allow them if the bank's pages do not start without."),
  fields: z
    .strictObject({ username: selector, password: selector, submit: selector })
    .optional()
    .describe('A login page with two fields and a button. Any other login is described by login.'),
  login: stepsSchema.optional().describe('The steps of the login, in order; instead of fields.'),
  otp: otpSchema.optional().describe('How the bank asks for a code.'),
  choice: choiceSchema.optional().describe('How the bank asks where to send a code, or which device to use.'),
  approval: approvalSchema.optional().describe('How the bank waits for an approval in its app.'),
  question: questionSchema.optional().describe('How the bank asks a question.'),
  pages: z
    .array(pageSchema)
    .min(1, 'must name at least one page')
    .max(100)
    .describe('How to recognise each page. The first entry that matches decides.'),
  keep_alive: z
    .strictObject({ url: webAddress, every_seconds: wholeNumber(5, 86_400), logged_in: selector })
    .optional()
    .describe('Keeps a session logged in by visiting a page.'),
});
export type BankFileKeys = z.infer<typeof bankFileKeys>;
