import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** The parts of a JSON schema that the generator uses. */
const jsonSchema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minItems: z.int().optional(),
  maxItems: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
  get oneOf() {
    return z.array(jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
});
export type JsonSchema = z.output<typeof jsonSchema>;

const operationSchema = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  parameters: z
    .array(
      z.object({
        in: z.enum(['path', 'query', 'header']),
        name: z.string(),
        required: z.boolean().default(false),
        schema: jsonSchema,
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: jsonSchema })) }).optional(),
});

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
});

export interface Operation extends Omit<z.output<typeof operationSchema>, 'requestBody' | 'security'> {
  method: string;
  path: string;
  /** Methods that the document lists for this path. */
  methods: string[];
  credential: 'none' | 'token' | 'key';
  body: JsonSchema | undefined;
  /** The media types of the body. */
  bodyTypes: string[];
}

/** Every operation of an OpenAPI document, and its named schemas. */
export function readDocument(document: unknown) {
  const { paths, components } = documentSchema.parse(document);
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, { security, requestBody, ...rest }]): Operation => {
      const schemes = security.flatMap((one) => Object.keys(one));
      return {
        ...rest,
        method: method.toUpperCase(),
        path,
        methods: Object.keys(byMethod).map((name) => name.toUpperCase()),
        credential: schemes.length === 0 ? 'none' : schemes.includes('bearer') ? 'token' : 'key',
        // All media types have the same schema.
        body: Object.values(requestBody?.content ?? {})[0]?.schema,
        bodyTypes: Object.keys(requestBody?.content ?? {}),
      };
    }),
  );
  return { operations, schemas: components.schemas };
}

type Schemas = Record<string, JsonSchema>;
/** Values that exist in the API under test, by the name of a property or parameter. */
export type Named = Record<string, Arbitrary<unknown>>;

/** Generates values that a schema allows, for known names mostly values that exist. */
export function fromSchema(schema: JsonSchema, schemas: Schemas, named: Named): Arbitrary<unknown> {
  const { $ref, anyOf, oneOf } = schema;
  if ($ref !== undefined) {
    const meant = schemas[$ref.split('/').at(-1) ?? ''];
    if (!meant) throw new Error(`the document has no ${$ref}`);
    return fromSchema(meant, schemas, named);
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = anyOf ?? oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fromSchema(choice, schemas, named)));
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => fromSchema({ ...schema, type }, schemas, named)));
  switch (schema.type) {
    case 'string':
      return stringFrom(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      const maxLength = Math.min(schema.maxItems ?? Infinity, minLength + 4);
      return fc.array(schema.items ? fromSchema(schema.items, schemas, named) : fc.jsonValue(), {
        minLength,
        maxLength,
      });
    }
    case 'object': {
      const model: Record<string, Arbitrary<unknown>> = {};
      for (const [name, property] of Object.entries(schema.properties ?? {}))
        model[name] = valueOf(name, property, schemas, named);
      return fc.record(model, { requiredKeys: schema.required ?? [] });
    }
    case undefined:
    default:
      return fc.jsonValue();
  }
}

export function valueOf(
  name: string,
  schema: JsonSchema,
  schemas: Schemas,
  named: Named,
): Arbitrary<unknown> {
  const any = fromSchema(schema, schemas, named);
  const known = named[name];
  // Known numbers are seconds to wait, which must be short.
  if (known && schema.type === 'integer') return known;
  return known ? fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: any }) : any;
}

function stringFrom({ pattern, format, minLength = 0, maxLength = 1_000 }: JsonSchema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  const fits = (text: string): boolean => text.length >= minLength && text.length <= maxLength;
  const free = fc.oneof(
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 40) }),
    fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, minLength + 20) }),
    fc.constantFrom(minLength, maxLength).map((length) => 'x'.repeat(length)),
  );
  if (pattern === undefined) return free.filter(fits);
  return fc.stringMatching(new RegExp(pattern)).filter(fits);
}
