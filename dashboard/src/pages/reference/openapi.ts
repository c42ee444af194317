import * as z from 'zod/mini';

/** A JSON Schema, as far as the reference shows it. */
export interface JsonSchema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  description?: string | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  default?: unknown;
  examples?: unknown[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
  items?: JsonSchema | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  additionalProperties?: JsonSchema | boolean | undefined;
  required?: string[] | undefined;
}

const jsonSchema: z.ZodMiniType<JsonSchema> = z.object({
  $ref: z.optional(z.string()),
  type: z.optional(z.union([z.string(), z.array(z.string())])),
  format: z.optional(z.string()),
  description: z.optional(z.string()),
  const: z.optional(z.unknown()),
  enum: z.optional(z.array(z.unknown())),
  default: z.optional(z.unknown()),
  examples: z.optional(z.array(z.unknown())),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  get anyOf() {
    return z.optional(z.array(jsonSchema));
  },
  get oneOf() {
    return z.optional(z.array(jsonSchema));
  },
  get allOf() {
    return z.optional(z.array(jsonSchema));
  },
  get items() {
    return z.optional(jsonSchema);
  },
  get properties() {
    return z.optional(z.record(z.string(), jsonSchema));
  },
  get additionalProperties() {
    return z.optional(z.union([z.boolean(), jsonSchema]));
  },
  required: z.optional(z.array(z.string())),
});

const contentSchema = z.record(z.string(), z.object({ schema: z.optional(jsonSchema) }));

const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.optional(z.string()),
  tags: z.array(z.string()),
  /** Missing for webhooks, which the service sends. */
  security: z.optional(z.array(z.record(z.string(), z.unknown()))),
  parameters: z._default(
    z.array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.optional(z.boolean()),
        description: z.optional(z.string()),
        schema: z.optional(jsonSchema),
      }),
    ),
    [],
  ),
  requestBody: z.optional(z.object({ content: contentSchema })),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.optional(contentSchema) })),
});

export const documentSchema = z.object({
  info: z.object({ description: z._default(z.string(), '') }),
  tags: z.array(z.object({ name: z.string(), description: z._default(z.string(), '') })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  webhooks: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
});
export type OpenApi = z.output<typeof documentSchema>;

export interface Operation extends z.output<typeof operationSchema> {
  /** In upper case. */
  method: string;
  /** The path, or the name of a webhook. */
  path: string;
  isWebhook: boolean;
}

/** All operations in the order of the document, webhooks last. */
export function operationsOf({ paths, webhooks }: OpenApi): Operation[] {
  const described = [
    ...Object.entries(paths).map(([path, methods]) => ({ path, methods, isWebhook: false })),
    ...Object.entries(webhooks).map(([path, methods]) => ({ path, methods, isWebhook: true })),
  ];
  return described.flatMap(({ path, methods, isWebhook }) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      isWebhook,
    })),
  );
}

/** The schema that a reference leads to; the schema itself if it is none. */
export function resolve(schema: JsonSchema, { components }: Pick<OpenApi, 'components'>): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const named = components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  return named === undefined ? {} : resolve(named, { components });
}
