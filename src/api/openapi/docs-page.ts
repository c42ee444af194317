import { z } from 'zod';
import type { OpenApiDocument } from './openapi-document.js';
import { createSchemaText } from './schema-text.js';

/** The parts of an operation that the page shows. */
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  /** Missing for webhooks, which the service sends. */
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.unknown(),
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string(),
      content: z.record(z.string(), z.object({ schema: z.unknown().optional() })).optional(),
    }),
  ),
});
type Operation = z.output<typeof operationSchema>;

/** Renders the OpenAPI document as a self-contained HTML page without scripts. */
export function renderDocsPage(document: OpenApiDocument): string {
  const schemaText = createSchemaText(document.components?.schemas ?? {});
  const { RealtimeEvent: event } = document.components?.schemas ?? {};
  const described = [...Object.entries(document.paths ?? {}), ...Object.entries(document.webhooks ?? {})];
  const operations = described.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operationSchema.parse(operation),
    })),
  );
  const { title, description = '' } = document.info;
  const sections = (document.tags ?? []).map(
    (tag) => `<h2>${text(tag.name)}</h2><p>${prose(tag.description ?? '')}</p>
      ${operations
        .filter(({ tags }) => tags.includes(tag.name))
        .map((operation) => operationSection(operation, schemaText))
        .join('\n')}`,
  );
  sections.push(`<h2>Events</h2><p>What sockets and streams send.</p><pre>${text(schemaText(event))}</pre>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="/app/favicon.svg">
<title>${text(title)}: the API</title>
<style>${style}</style>
<main>
<h1>${text(title)}</h1>
<p>${prose(description)} This page is generated from <a href="/openapi.json">openapi.json</a>. The <a href="/app/reference">API reference</a> has a search, examples with your own account and key, and the guides.</p>
${sections.join('\n')}
</main>
</html>
`;
}

function operationSection(
  operation: Operation & { path: string; method: string },
  schemaText: (schema: unknown) => string,
): string {
  const { operationId, method, path, summary, description, security, parameters, requestBody, responses } =
    operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  const code = (schema: unknown) => `<pre>${text(schemaText(schema))}</pre>`;
  const rows = parameters.map(
    ({ name, in: location, required, description: meaning = '', schema }) =>
      `<tr><td><code>${text(name)}</code><td>${text(location)}${required ? '' : ', optional'}<td><code>${text(schemaText(schema))}</code><td>${prose(meaning)}`,
  );
  const answers = Object.entries(responses).map(([status, { description: meaning, content = {} }]) => {
    const [[type, body] = []] = Object.entries(content);
    // All errors have the same schema; the description lists their codes.
    const isSuccess = body !== undefined && Number(status) < 400;
    const shape = isSuccess ? (body.schema === undefined ? `<pre>${type}</pre>` : code(body.schema)) : '';
    return `<dt>${status}<dd>${prose(meaning)}${shape}`;
  });
  return `<details id="${text(operationId)}"><summary><code><b>${method}</b> ${text(path)}</code> ${prose(summary)}</summary>
    ${description === undefined ? '' : `<p>${prose(description)}</p>`}
    ${security === undefined ? '' : `<p>${access(security)}</p>`}
    ${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}
    ${bodies.map(([type, { schema }]) => `<h3>Body, <code>${text(type)}</code></h3>${code(schema)}`).join('')}
    <h3>Responses</h3><dl>${answers.join('')}</dl></details>`;
}

const access = (security: Record<string, unknown>[]): string =>
  security.length === 0
    ? 'No authentication.'
    : `Requires ${security.map((scheme) => `<code>${text(Object.keys(scheme).join())}</code>`).join(' or ')}.`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (plain: string): string => plain.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
const prose = (markdown: string): string => text(markdown).replace(/`([^`]+)`/g, '<code>$1</code>');

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { border-top: 1px solid #8884; padding: .5rem 0; }
code, td, dd { overflow-wrap: anywhere; } dd { margin-left: 1rem; }
summary { cursor: pointer; } summary b { display: inline-block; min-width: 4rem; }
pre { overflow-x: auto; background: #8881; padding: .75rem; border-radius: .4rem; font-size: .85rem; }
table { border-collapse: collapse; } td { padding: .2rem .8rem .2rem 0; vertical-align: top; }
dt { font-weight: 600; } h3 { font-size: 1rem; }`;
