import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { notificationEvents } from '../../src/assistance/notifications/notifications.js';
import { realtimeTypes } from '../../src/api/realtime/wire-realtime-event.js';
import { routes } from '../../src/api/routes.js';
import { openApiDocument } from '../../src/api/openapi/openapi-document.js';

/** What generators of clients need; `npm run check:openapi` gives the document to some of them. */

const document: unknown = JSON.parse(JSON.stringify(openApiDocument(routes)));

const schemaSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });
const operationSchema = z.looseObject({
  operationId: z.string(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const { components, paths, webhooks } = z
  .object({
    components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
    paths: z.record(z.string(), z.record(z.string(), operationSchema)),
    webhooks: z.record(z.string(), z.object({ post: operationSchema })),
  })
  .parse(document);
const operations = Object.values(paths).flatMap((methods) => Object.values(methods));

/** Every value under this name, anywhere in the document. */
function valuesOf(name: string, within: unknown = document): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([key, value]: [string, unknown]) => [
    ...(key === name ? [value] : []),
    ...valuesOf(name, value),
  ]);
}

const pascalCase = (words: string) =>
  words.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_all, letter: string) => letter.toUpperCase());

describe('for generators of clients', () => {
  it('all errors have one schema', () => {
    const errors = operations.flatMap(({ responses }) =>
      Object.entries(responses)
        .filter(([status]) => Number(status) >= 400)
        .map(([, { content }]) => JSON.stringify(content)),
    );
    expect(errors.length).toBeGreaterThan(300);
    const reference = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
    expect(new Set(errors)).toEqual(new Set([JSON.stringify(reference)]));
  });

  it('no name is given twice, by the document or by a generator that names the parts of a schema', () => {
    const names = Object.keys(components.schemas);
    const partNames = Object.entries(components.schemas).flatMap(([name, { properties }]) =>
      Object.entries(properties)
        .filter(([, property]) => !JSON.stringify(property).startsWith('{"$ref"'))
        .map(([property]) => name + pascalCase(property)),
    );
    const operationNames = operations.map(({ operationId }) => pascalCase(operationId));
    const derived = operationNames.flatMap((name) =>
      ['', 'Body', 'Params', 'Response'].map((end) => name + end),
    );
    const all = [...names, ...partNames, ...derived].map((name) => name.toLowerCase());
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  it('patterns are written as all regular expressions are', () => {
    const patterns = valuesOf('pattern').filter((pattern) => typeof pattern === 'string');
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\\[a-zA-Z0-9]|\(\?/);
      expect(pattern).toMatch(/^\^.*\$$/);
    }
  });

  it('a type is one, or one and null', () => {
    const lists = valuesOf('type').filter((type) => Array.isArray(type));
    for (const list of lists) expect(list).toEqual([expect.any(String), 'null']);
  });

  it('exactly one of several fields is written as oneOf', () => {
    const { SubmitCode: code, SubmitAnswer: answer } = components.schemas;
    expect(valuesOf('required', code)).toEqual([['code'], ['message']]);
    expect(valuesOf('required', answer)).toEqual([['code'], ['message'], ['option'], ['text']]);
    expect([code?.['oneOf'], answer?.['oneOf']]).toEqual([expect.any(Array), expect.any(Array)]);
  });

  it('clients accept fields that later versions add to responses', () => {
    const named = new Set<unknown>();
    const withNamed = (part: unknown): unknown[] => [
      part,
      ...valuesOf('$ref', part).flatMap((reference) => {
        if (named.has(reference)) return [];
        named.add(reference);
        return withNamed(components.schemas[String(reference).split('/').at(-1) ?? '']);
      }),
    ];
    const responses = withNamed(operations.map((operation) => operation.responses));
    expect(named.size).toBeGreaterThan(50);
    expect(valuesOf('additionalProperties', responses)).not.toContain(false);
    // A misspelt field of a configuration is refused.
    expect(components.schemas['ConfigChange']?.['additionalProperties']).toBe(false);
  });

  it('every notification is a webhook, and every real-time event is described', () => {
    expect(Object.keys(webhooks).sort()).toEqual([...notificationEvents].sort());
    const described = Object.values(components.schemas)
      .map(({ properties }) => properties)
      .filter((properties) => 'userId' in properties)
      .map(({ type }) => valuesOf('const', type)[0]);
    expect(described.sort()).toEqual([...realtimeTypes].sort());
  });
});
