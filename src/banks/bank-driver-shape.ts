import { z } from 'zod';
import { channelSchema } from '../assistance/descriptor.js';
import type { BankDriver } from './bank-driver.js';
import { bankCodeSchema } from './file/bank-file-keys.js';
import { locale, program, timezone, userAgent, viewport } from './file/browser-schema.js';
import { secretName } from './file/file-values.js';

const seconds = z.number().positive();
const isFunction = (value: unknown): boolean => typeof value === 'function';
const step = <Name extends keyof BankDriver>() =>
  z.custom<BankDriver[Name]>(isFunction, 'must be a function');

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
};

const secretSchema = z.object({
  name: secretName,
  label: z.string().min(1).max(100),
  pattern: z.string().refine(isPattern, 'must be a regular expression').nullable(),
  private: z.boolean(),
});

const shape = z
  .object({
    code: bankCodeSchema,
    name: z.string().min(1).max(100),
    loginUrl: z.url({ protocol: /^https?$/ }),
    browser: z
      .object({
        acceptDialogs: z.array(z.string().min(1)).optional(),
        allowServiceWorkers: z.boolean().optional(),
        locale: locale.optional(),
        timezone: timezone.optional(),
        userAgent: userAgent.optional(),
        viewport: viewport.optional(),
        program: program.optional(),
      })
      .optional(),
    resumable: z.boolean(),
    releaseWhileWaiting: z.boolean(),
    otp: z
      .object({
        channel: channelSchema.optional(),
        expiresSeconds: seconds.nullable(),
        maxAttempts: z.int().positive().nullable(),
        resend: z.object({ afterSeconds: z.number().min(0) }).nullable(),
      })
      .nullable(),
    secrets: z
      .array(secretSchema)
      .refine(
        (secrets) => new Set(secrets.map(({ name }) => name)).size === secrets.length,
        'must differ in name',
      )
      .optional(),
    keepAlive: z.object({ everySeconds: seconds }).nullable(),
    sessionMovableAt: z.url({ protocol: /^https?$/ }).optional(),
    stepSeconds: seconds,
    openLogin: step<'openLogin'>(),
    submitCode: step<'submitCode'>(),
    resendCode: step<'resendCode'>(),
    choose: step<'choose'>().optional(),
    answerQuestion: step<'answerQuestion'>().optional(),
    awaitApproval: step<'awaitApproval'>().optional(),
    askForCodeInstead: step<'askForCodeInstead'>().optional(),
    takePicture: step<'takePicture'>().optional(),
    lookAgain: step<'lookAgain'>(),
    codePagePresence: step<'codePagePresence'>().optional(),
    promptPresence: step<'promptPresence'>().optional(),
    isStillLoggedIn: step<'isStillLoggedIn'>(),
  })
  .refine(({ sessionMovableAt, keepAlive }) => sessionMovableAt === undefined || keepAlive !== null, {
    path: ['sessionMovableAt'],
    message: 'needs keepAlive: the saved state is as old as the last visit',
  });

/**
 * A module of BANKS_DIR: its default export is a BankDriver. It is checked, and then used as it is: its steps may need
 * their `this`.
 */
export const bankDriverSchema = z.object({
  default: z.custom<BankDriver>().superRefine((value, context) => {
    for (const { path, message } of shape.safeParse(value).error?.issues ?? [])
      context.addIssue({ code: 'custom', path, message });
  }),
});
