import { z } from 'zod';
import type { BankDriver } from './bank-driver.js';

const seconds = z.number().positive();
const isFunction = (value: unknown): boolean => typeof value === 'function';
const step = <Name extends keyof BankDriver>() =>
  z.custom<BankDriver[Name]>(isFunction, 'must be a function');

const shape = z.object({
  code: z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and -'),
  name: z.string().min(1).max(100),
  loginUrl: z.url({ protocol: /^https?$/ }),
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
  isStillLoggedIn: step<'isStillLoggedIn'>(),
});

/** Checked on the module's object itself, which is then used as it is: its steps may need their `this`. */
const isBankDriver = (value: unknown): value is BankDriver => shape.safeParse(value).success;

/** A module of BANKS_DIR: its default export is a BankDriver. */
export const bankDriverSchema = z.object({
  default: z.custom<BankDriver>().superRefine((value, context) => {
    if (isBankDriver(value)) return;
    for (const { path, message } of shape.safeParse(value).error?.issues ?? [])
      context.addIssue({ code: 'custom', path, message });
  }),
});
