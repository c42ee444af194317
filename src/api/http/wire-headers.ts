import { z } from 'zod';

const maxWaitSeconds = 60;

/**
 * Reads the seconds to wait from a `Prefer` header (RFC 7240), which may contain other preferences. As the RFC requires,
 * an invalid preference is ignored. A longer wait than the maximum is shortened; `Preference-Applied` says to what.
 */
function parseWaitSeconds(prefer: string): number | undefined {
  const [, digits] = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:[,;]|$)/i.exec(prefer) ?? [];
  const seconds = Math.min(Number(digits ?? 0), maxWaitSeconds);
  return seconds >= 1 ? seconds : undefined;
}

/** A `Prefer` header, parsed to the seconds to wait. `until` says what for, and continues "respond as soon as". */
export const preferSchema = (until: string) =>
  z
    .string()
    .transform(parseWaitSeconds)
    .optional()
    .meta({
      description: `\`wait=N\` (1 to 60): respond as soon as ${until}, or after N seconds at the latest.`,
      examples: ['wait=30'],
    });

export const preferenceApplied = (seconds: number) => ({ 'Preference-Applied': `wait=${seconds}` });

/** An `Idempotency-Key` header. `effect` says what a repeat does. */
export const idempotencyKeySchema = (effect: string) =>
  z
    .string()
    .regex(/^[!-~]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description: `Makes retries safe: ${effect} Scoped to the credential and the account.`,
    });
