import type { ZodOpenApiOverrideMeta } from 'zod-openapi';

/**
 * Documents an object of which exactly one of these fields must be sent as `oneOf`, with a variant for each. The schema
 * must check it itself. `name` begins the names of the variants.
 */
export const exactlyOneOf =
  (name: string, fields: readonly string[]): ZodOpenApiOverrideMeta =>
  ({ jsonSchema }) => {
    const { properties = {} } = jsonSchema;
    const others = Object.entries(properties).filter(([field]) => !fields.includes(field));
    jsonSchema.oneOf = Object.entries(properties)
      .filter(([field]) => fields.includes(field))
      .map(([field, schema]) => ({
        title: `${name}By` + field.charAt(0).toUpperCase() + field.slice(1),
        type: 'object',
        properties: { [field]: schema, ...Object.fromEntries(others) },
        required: [field],
      }));
    delete jsonSchema.type;
    delete jsonSchema.properties;
    delete jsonSchema.required;
  };
