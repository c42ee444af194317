import { z } from 'zod';

/** Text of `min` to `max` characters that PostgreSQL and JSON can store: without NUL and lone surrogates. */
export const textSchema = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[^\0\p{Cs}]*$/u, 'must be well-formed Unicode text without NUL characters');

/** Text of 1 to `max` characters on one line, trimmed, without control characters. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be a single line without control characters');

/** A display name. */
export const nameSchema = lineSchema(100);

/** A whole number in a query string, from `min` to `max`. */
export function numberParam(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.int().min(min, error).max(max, error));
}

/** The OpenAPI type of a `numberParam`, which zod would document as a string. */
export const numberMeta = (minimum: number, maximum: number) => ({
  type: 'integer' as const,
  minimum,
  maximum,
});

/** A time in a response: ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime();

export const isoTime = (date: Date): string => date.toISOString();
export const isoTimeOrNull = (date: Date | null): string | null => (date === null ? null : isoTime(date));

export const uuidSchema = z.guid();

/** A UUID in a request, in lower case as PostgreSQL returns it. */
export const uuidParam = z.guid('must be a UUID').transform((id) => id.toLowerCase());

const mostIds = 100;

/** Ids of accounts in a query string. Those of other users' accounts are ignored, as unknown ones are. */
export const idsParam = z
  .string()
  .max(mostIds * 37)
  .transform((ids) => ids.split(','))
  .pipe(z.array(uuidParam).max(mostIds))
  .meta({
    override: { type: 'string' },
    description: `Only these accounts: up to ${mostIds} ids, separated by commas.`,
  });
