import { z } from 'zod';
import { bankFileKeys } from './bank-file-keys.js';

/** A value that comes from the environment. */
const fromEnvironment = { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' };

/**
 * The JSON Schema of a bank file, by which editors complete and check it. What the parts of a file need of each other
 * is not in it: only the service checks that.
 */
export function bankFileJsonSchema(): object {
  const schema = z.toJSONSchema(bankFileKeys, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // An address may begin with a variable.
      delete jsonSchema.format;
      if (jsonSchema.type !== 'integer' && jsonSchema.type !== 'boolean') return;
      const { description, default: preset, ...value } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, {
        ...(description !== undefined && { description }),
        ...(preset !== undefined && { default: preset }),
        anyOf: [value, fromEnvironment],
      });
    },
  });
  return {
    title: 'A bank of Assisted Login',
    ...schema,
    oneOf: [{ required: ['fields'] }, { required: ['login'] }],
  };
}
