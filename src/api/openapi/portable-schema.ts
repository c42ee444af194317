import type { ZodOpenApiOverride } from 'zod-openapi';

/** Formats that say as much as zod's patterns for them, which some generators cannot compile. */
const formatsWithoutPattern = new Set(['uuid', 'date-time', 'date', 'email']);

/** What JavaScript's regular expressions have and those of other languages lack, or write in another way. */
const notPortable = /\\[pPxu0dDwWsSbB]|\(\?/;

/** Whether a schema only says of which type a value is. */
const isOfType = (schema: { type?: unknown }): boolean =>
  Object.keys(schema).length === 1 && typeof schema.type === 'string';

/**
 * Changes a JSON schema of zod so that generators of clients in other languages understand it: without patterns that
 * are not portable, lists of types, and the bounds of JavaScript's integers. Clients must accept unknown fields of responses
 * unless `isStrict`.
 */
export function makePortable(
  { jsonSchema, io }: Pick<Parameters<ZodOpenApiOverride>[0], 'jsonSchema' | 'io'>,
  { isStrict }: { isStrict: boolean },
): void {
  const { pattern, format, type, propertyNames, anyOf } = jsonSchema;
  const isPatternUseful =
    type === 'string' && !formatsWithoutPattern.has(format ?? '') && !notPortable.test(pattern ?? '');
  if (!isPatternUseful) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (propertyNames !== undefined) delete jsonSchema.propertyNames;
  // zod would shorten `anyOf` to a list of types. Types exclude each other, so `oneOf` says the same.
  if (anyOf?.every(isOfType) && !anyOf.some((one) => one.type === 'null')) {
    jsonSchema.oneOf = anyOf;
    delete jsonSchema.anyOf;
  }
  if (io === 'output' && !isStrict && jsonSchema.additionalProperties === false)
    delete jsonSchema.additionalProperties;
}
