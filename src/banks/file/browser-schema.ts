import { z } from 'zod';
import { wholeNumber } from './file-values.js';

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** How the browser presents itself to the bank. */
export const browserSchema = z.strictObject({
  locale: z
    .string('must be a language tag such as fr-FR')
    .refine(isLocale, 'must be a language tag such as fr-FR')
    .optional(),
  timezone: z
    .string('must be a time zone such as Europe/Paris')
    .refine(isTimezone, 'must be a time zone such as Europe/Paris')
    .optional(),
  user_agent: z
    .string('must be a text in quotes')
    .regex(/^[\x20-\x7e]{1,500}$/, 'must be 1 to 500 ASCII characters')
    .optional(),
  viewport: z.strictObject({ width: wholeNumber(200, 4_000), height: wholeNumber(200, 4_000) }).optional(),
  /** A full Chromium in its new headless mode, or a headless shell; absent: what the worker has. */
  program: z.enum(['chromium', 'shell'], 'must be chromium or shell').optional(),
});
