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

export const preferSchema = z
  .string()
  .transform(parseWaitSeconds)
  .optional()
  .meta({
    description: '`wait=N` (1 to 60): respond when the outcome is known, or after N seconds at the latest.',
    examples: ['wait=30'],
  });

export const preferenceApplied = (seconds: number) => ({ 'Preference-Applied': `wait=${seconds}` });
