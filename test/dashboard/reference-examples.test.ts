import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { transformSync } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  findSections,
  guides,
  headingId,
  hrefInDashboard,
} from '../../dashboard/src/pages/reference/guides.js';
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

describe('the guides of the API reference', () => {
  const read = (name: string) => readFile(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
  const idsOf = (markdown: string) =>
    [...markdown.matchAll(/^#{1,4} (.+)$/gm)].map(([, heading = '']) =>
      headingId(heading.replaceAll('`', '')),
    );

  it.each(guides)(
    '$name has the title of its file, and links to headings that exist',
    async ({ name, title }) => {
      const markdown = await read(name);
      expect(markdown.split('\n')[0]).toBe(`# ${title}`);
      for (const [, href = ''] of markdown.matchAll(/\]\(([^)]+)\)/g)) {
        const [file = '', anchor] = (hrefInDashboard(href) ?? '').split('#');
        if (anchor === undefined || file.startsWith('http')) continue;
        const target = file === '' ? name : (file.split('/').at(-1) ?? '');
        expect(idsOf(await read(target))).toContain(anchor);
      }
    },
  );

  it('are found by their text, section by section', async () => {
    const found = findSections(await read('webhooks'), (text) => text.includes('webhook-signature'));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(5);
  });

  it('lead to no file that the dashboard does not have', () => {
    expect(hrefInDashboard('../banks/README.md')).toBeUndefined();
    expect(hrefInDashboard('javascript:alert(1)')).toBeUndefined();
    expect(hrefInDashboard('banks.md#codes')).toBe('/reference/guides/banks#codes');
  });
});
