import type { z } from 'zod';
import { type Issue, validationError } from '../access/api-error.js';

/** Parses a part of a request, or throws a VALIDATION_ERROR that names each malformed value. */
export function parse<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> | undefined {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationError(...result.error.issues.map(asIssue));
}

/** zod's messages never repeat the value, so that they may be told as they are. */
const asIssue = ({ path, message }: z.core.$ZodIssue): Issue => ({
  path: path.map(String).join('.'),
  message,
});
