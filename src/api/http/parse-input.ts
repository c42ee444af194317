import type { z } from 'zod';
import { type Issue, validationError } from '../access/api-error.js';

/** Parses a part of a request; undefined without a schema. Throws VALIDATION_ERROR with an issue for each invalid value. */
export function parseInput<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
): z.output<S> | undefined {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationError(...result.error.issues.map(toIssue));
}

/** zod's messages never contain the value, so they can be sent to the caller. */
const toIssue = ({ path, message }: z.core.$ZodIssue): Issue => ({
  path: path.map(String).join('.'),
  message,
});
