import { z } from 'zod';
import type { BankDriver } from './bank-driver.js';
import { bankCodeSchema } from './bank-file.js';

const seconds = z.number().positive();
const isFunction = (value: unknown): boolean => typeof value === 'function';
const step = <Name extends keyof BankDriver>() =>
  z.custom<BankDriver[Name]>(isFunction, 'must be a function');

const shape = z.object({
  code: bankCodeSchema,
  name: z.string().min(1).max(100),
  loginUrl: z.url({ protocol: /^https?$/ }),
  browser: z
    .object({
      acceptDialogs: z.array(z.string().min(1)).optional(),
      allowServiceWorkers: z.boolean().optional(),
    })
    .optional(),
  resumable: z.boolean(),
  releaseWhileWaiting: z.boolean(),
  otp: z
    .object({
      expiresSeconds: seconds.nullable(),
      maxAttempts: z.int().positive().nullable(),
      resend: z.object({ afterSeconds: z.number().min(0) }).nullable(),
    })
    .nullable(),
  keepAlive: z.object({ everySeconds: seconds }).nullable(),
  stepSeconds: seconds,
  openLogin: step<'openLogin'>(),
  submitCode: step<'submitCode'>(),
  resendCode: step<'resendCode'>(),
  lookAgain: step<'lookAgain'>(),
  codePagePresence: step<'codePagePresence'>().optional(),
  isStillLoggedIn: step<'isStillLoggedIn'>(),
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
