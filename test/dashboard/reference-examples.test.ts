import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { documentSchema, operationsOf } from '../../dashboard/src/pages/reference/openapi.js';
import { exampleRequest, writeExample } from '../../dashboard/src/pages/reference/request-examples.js';
import { openApiDocument } from '../../src/api/openapi/openapi-document.js';
import { routes } from '../../src/api/routes.js';

const raw = openApiDocument(routes);
const document = documentSchema.parse(raw);
const operations = operationsOf(document);
const reader = {
  origin: 'https://logins.example',
  apiKey: 'rbk_key',
  accountId: '6f1c1b9e-2d3f-4b1a-9a55-0d1e2f3a4b5c',
};

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema({ $id: 'openapi', components: raw.components });

/** Whether a body is valid for the schema that the document has for it. */
function validate(schema: unknown, body: unknown): unknown {
  const absolute: unknown = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
  const check = ajv.compile(absolute as object);
  check(body);
  return check.errors ?? [];
}

describe('the examples of the API reference', () => {
  it('cover every route once, and the webhooks', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ isWebhook }) => !isWebhook)).toHaveLength(routes.length);
    expect(operations.filter(({ isWebhook }) => isWebhook).length).toBeGreaterThan(5);
  });

  it.each(operations.filter(({ isWebhook }) => !isWebhook))(
    'of $method $path have a valid body and the reader’s own account and key',
    (operation) => {
      const example = exampleRequest(operation, document, reader);
      const { method, path } = operation;
      const original = raw.paths?.[path]?.[method.toLowerCase() as 'post']?.requestBody;
      if (example.body !== null && original && 'content' in original)
        expect(validate(original.content[example.body.type]?.schema, example.body.value)).toEqual([]);
      expect(example.body === null).toBe(original === undefined);
      expect(example.url).not.toMatch(/[{}<>]/);
      if (path.includes('{accountId}')) expect(example.url).toContain(`/accounts/${reader.accountId}`);
      if (path.startsWith('/v1/'))
        expect(example.headers).toContainEqual(['Authorization', 'Api-Key rbk_key']);

      for (const language of ['curl', 'typescript', 'python'] as const)
        expect(writeExample(language, example)).toContain(example.url);
      // Throws at a syntax error.
      expect(transformSync(writeExample('typescript', example), { loader: 'ts' }).code).toContain('fetch');
    },
  );

  it('quote what a shell and Python would read as code', () => {
    const asked = {
      method: 'POST',
      url: 'https://logins.example/x',
      headers: [] satisfies [string, string][],
      body: { type: 'application/json', value: { name: "O'Hara", evidence: true, note: null } },
    };
    expect(writeExample('curl', asked)).toContain(`"O'\\''Hara"`);
    expect(writeExample('python', asked)).toContain(`json={
        "name": "O'Hara",
        "evidence": True,
        "note": None,
    },`);
  });
});
