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
  throw validationError(...result.error.issues.flatMap(toIssues).slice(0, maxIssues));
}

/** Enough for every form. A body of 64 kB could have thousands, and its answer would be many times as large. */
const maxIssues = 50;
const maxPathLength = 200;

/** zod's messages never contain the value, so they can be sent to the caller. */
function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const { path, message } = issue;
  const issueAt = (at: PropertyKey[], text: string) => ({
    path: at.map(String).join('.').slice(0, maxPathLength),
    message: text,
  });
  if (issue.code !== 'unrecognized_keys') return [issueAt(path, message)];
  return issue.keys.slice(0, maxIssues).map((key) => issueAt([...path, key], 'is not a known field'));
}
