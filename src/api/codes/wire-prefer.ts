import { z } from 'zod';

/** The longest that a caller can have us wait. */
const longestWaitSeconds = 60;

/**
 * Seconds to wait for, out of a `Prefer` header (RFC 7240): `wait=10`, alone or among others. A preference that
 * makes no sense is ignored, as the RFC says; one that is too long is cut, which `Preference-Applied` tells.
 */
function waitSecondsIn(prefer: string): number | undefined {
  const [, digits] = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:[,;]|$)/i.exec(prefer) ?? [];
  const seconds = Math.min(Number(digits ?? 0), longestWaitSeconds);
  return seconds >= 1 ? seconds : undefined;
}

export const preferSchema = z
  .string()
  .transform(waitSecondsIn)
  .optional()
  .meta({
    description: '`wait=N`, 1 to 60: answer when the outcome is known, or after so many seconds.',
    examples: ['wait=30'],
  });

export const preferenceApplied = (seconds: number) => ({ 'Preference-Applied': `wait=${seconds}` });
