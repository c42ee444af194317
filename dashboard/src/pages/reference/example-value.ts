import { type JsonSchema, type OpenApi, resolve } from './openapi.js';

type Components = Pick<OpenApi, 'components'>;

/** Values for fields without an example of their own, by a part of their name: relays have many names for one thing. */
const byName: [RegExp, string][] = [
  [/^(text|body|message|content|msg|org_content|plain|text_?body|body-plain)$/i, 'Your code is 123456'],
  [/^(from|sender|msisdn|contact|phone_?number)$/i, '+15550100'],
  [/^(to|recipient|owner|original_?recipient)$/i, '+15550199'],
  [/password/i, 'a long password'],
  [/name$/i, 'Acme – Operations'],
  [/yaml/i, 'code: example'],
];

/**
 * A value that fits a schema: its first example if it has one. An object gets the fields that it requires, or all that
 * it has if it requires none.
 */
export function exampleValue(schema: JsonSchema, document: Components, name = ''): unknown {
  const known = resolve(schema, document);
  if (known.examples !== undefined) return known.examples[0];
  if (known.const !== undefined) return known.const;
  if (known.enum !== undefined) return known.enum[0];
  const options = known.anyOf ?? known.oneOf;
  if (options !== undefined) {
    const option = options.find((one) => resolve(one, document).type !== 'null');
    return option === undefined ? null : exampleValue(option, document, name);
  }
  if (known.properties !== undefined) return exampleObject(known, known.properties, document);
  if (known.items !== undefined) return [exampleValue(known.items, document, name)];
  return exampleScalar(known, name);
}

function exampleObject(
  { required = [] }: JsonSchema,
  properties: Record<string, JsonSchema>,
  document: Components,
): Record<string, unknown> {
  const shown = Object.entries(properties).filter(
    ([name]) => required.length === 0 || required.includes(name),
  );
  return Object.fromEntries(shown.map(([name, schema]) => [name, exampleValue(schema, document, name)]));
}

function exampleScalar({ type, format, minimum, default: preset }: JsonSchema, name: string): unknown {
  if (preset !== undefined) return preset;
  const kind = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (kind === 'integer' || kind === 'number') return minimum ?? 1;
  if (kind === 'boolean') return true;
  if (kind === 'object') return {};
  if (kind === 'array') return [];
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  if (format === 'date-time') return '2026-01-31T12:00:00Z';
  if (format === 'uri') return 'https://example.com/';
  return byName.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}
