import { z } from 'zod';

/** The keywords of JSON Schema that the schemas of this API use. */
const schemaSchema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  description: z.string().optional(),
});
type Schema = z.output<typeof schemaSchema>;

/**
 * Returns a function that renders a JSON Schema as a readable type: `{ "length": integer | null, … }`. `named` are the
 * schemas that `$ref` refers to.
 */
export function createSchemaText(named: Record<string, unknown>) {
  const show = (schema: unknown, indent: string): string => {
    const read = schemaSchema.safeParse(schema);
    return read.success ? showRead(read.data, indent) : 'anything';
  };

  function showRead(schema: Schema, indent: string): string {
    if (schema.$ref !== undefined) return show(named[schema.$ref.split('/').at(-1) ?? ''], indent);
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
    const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (choices) return [...new Set(choices.map((choice) => show(choice, indent)))].join(' | ');
    if (schema.items !== undefined) return `[ ${show(schema.items, indent)} ]`;
    if (schema.properties) return showObject(schema, schema.properties, indent);
    const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'anything');
    return schema.format === undefined ? type : `${type} (${schema.format})`;
  }

  function showObject({ required }: Schema, properties: Record<string, unknown>, indent: string): string {
    const inner = `${indent}  `;
    const lines = Object.entries(properties).map(([name, schema]) => {
      const mark = required.includes(name) ? '' : '?';
      const note = schemaSchema.safeParse(schema).data?.description;
      const comment = note === undefined ? '' : `  // ${note}`;
      return `${inner}"${name}"${mark}: ${show(schema, inner)},${comment}`;
    });
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  }

  return (schema: unknown): string => show(schema, '');
}
