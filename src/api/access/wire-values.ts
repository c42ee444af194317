import { z } from 'zod';

/** A text that PostgreSQL and JSON can keep: no NUL, no half of a surrogate pair. */
export const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[^\0\p{Cs}]*$/u, 'must be well-formed text');

/** A name that people see on one line: 1 to 100 characters, none of them a control character. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text on one line');

/** A whole number that stands in a query, from `min` to `max`. */
export function numberParam(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.int().min(min, error).max(max, error));
}

/** How OpenAPI shows it: as a number, though it comes as text. */
export const numberMeta = (minimum: number, maximum: number) => ({
  type: 'integer' as const,
  minimum,
  maximum,
});

/** A time as it goes out: ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime();

export const time = (date: Date): string => date.toISOString();
export const timeOrNull = (date: Date | null): string | null => (date === null ? null : time(date));

export const uuidSchema = z.guid();

/** A UUID that a caller sends, in the one spelling that the database answers with. */
export const uuidParam = z.guid('must be a UUID').transform((id) => id.toLowerCase());
