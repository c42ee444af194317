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

const localeError = 'must be a language tag such as fr-FR';
export const locale = z.string(localeError).refine(isLocale, localeError);

const timezoneError = 'must be a time zone such as Europe/Paris';
export const timezone = z.string(timezoneError).refine(isTimezone, timezoneError);

export const userAgent = z
  .string('must be a text in quotes')
  .regex(/^[\x20-\x7e]{1,500}$/, 'must be 1 to 500 ASCII characters');

export const viewport = z.strictObject({ width: wholeNumber(200, 4_000), height: wholeNumber(200, 4_000) });

/** A full Chromium in its new headless mode, or a headless shell. */
export const program = z.enum(['chromium', 'shell'], 'must be chromium or shell');

/** How the browser presents itself to the bank. */
export const browserSchema = z.strictObject({
  locale: locale.optional(),
  timezone: timezone.optional(),
  user_agent: userAgent.optional(),
  viewport: viewport.optional(),
  /** Absent: what the worker has. */
  program: program.optional(),
});
