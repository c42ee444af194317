import { exampleValue } from './example-value.js';
import type { OpenApi, Operation } from './openapi.js';

/** The reader's own values. */
export interface ReaderValues {
  origin: string;
  apiKey: string;
  accountId: string;
}

export type ExampleLanguage = 'curl' | 'typescript' | 'python';
export const exampleLanguages: readonly { name: ExampleLanguage; label: string }[] = [
  { name: 'curl', label: 'curl' },
  { name: 'typescript', label: 'TypeScript' },
  { name: 'python', label: 'Python' },
];

interface ExampleRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body: { type: string; value: unknown } | null;
}

/** Shown where the token of `POST /auth/login` belongs: the token of this page is never shown. */
const tokenPlaceholder = '<token of POST /auth/login>';

/** A request to an operation with the reader's own account and key. */
export function exampleRequest(
  operation: Operation,
  document: Pick<OpenApi, 'components'>,
  { origin, apiKey, accountId }: ReaderValues,
): ExampleRequest {
  const { method, parameters, security = [], requestBody } = operation;
  const valueOf = (name: string) => {
    if (name === 'accountId') return accountId;
    const schema = parameters.find((parameter) => parameter.name === name)?.schema;
    return schema === undefined ? `<${name}>` : String(exampleValue(schema, document, name));
  };
  const path = operation.path.replace(/\{(\w+)\}/g, (_braces, name: string) => valueOf(name));
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map(({ name }) => `${name}=${encodeURIComponent(valueOf(name))}`);
  const [type, content] = preferredContent(requestBody?.content ?? {});
  const body = content?.schema === undefined ? null : { type, value: exampleValue(content.schema, document) };
  const scheme = security.flatMap((one) => Object.keys(one))[0];
  const authorization =
    scheme === 'bearer' ? `Bearer ${tokenPlaceholder}` : scheme === undefined ? null : `Api-Key ${apiKey}`;
  return {
    method,
    url: `${origin}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    headers: [
      ...(authorization === null ? [] : [['Authorization', authorization] satisfies [string, string]]),
      // A form's boundary is set by the client.
      ...(body === null || type === 'multipart/form-data'
        ? []
        : [['Content-Type', type] satisfies [string, string]]),
    ],
    body,
  };
}

/** JSON where it is accepted. */
function preferredContent<Content>(content: Record<string, Content>): [string, Content | undefined] {
  const [first = ''] = Object.keys(content);
  const type = 'application/json' in content ? 'application/json' : first;
  return [type, content[type]];
}

export function writeExample(language: ExampleLanguage, asked: ExampleRequest): string {
  switch (language) {
    case 'curl':
      return writeCurl(asked);
    case 'typescript':
      return writeTypeScript(asked);
    case 'python':
      return writePython(asked);
  }
}

const formFields = (value: unknown): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, field]) => [
        name,
        typeof field === 'string' ? field : JSON.stringify(field),
      ])
    : [];

const isForm = (type: string): boolean => type === 'application/x-www-form-urlencoded';
const isMultipart = (type: string): boolean => type === 'multipart/form-data';

const shellText = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function writeCurl({ method, url, headers, body }: ExampleRequest): string {
  const given = body === null ? [] : curlBody(body);
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellText(url)}`,
    ...headers.map(([name, value]) => `-H ${shellText(`${name}: ${value}`)}`),
    ...given,
  ].join(' \\\n  ');
}

function curlBody({ type, value }: { type: string; value: unknown }): string[] {
  if (isForm(type))
    return formFields(value).map(([name, field]) => `--data-urlencode ${shellText(`${name}=${field}`)}`);
  if (isMultipart(type))
    return formFields(value).map(([name, field]) => `-F ${shellText(`${name}=${field}`)}`);
  return [`-d ${shellText(JSON.stringify(value, null, 2))}`];
}

function writeTypeScript({ method, url, headers, body }: ExampleRequest): string {
  const lines = [
    ...(method === 'GET' ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...(headers.length === 0
      ? []
      : [
          '  headers: {',
          ...headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`),
          '  },',
        ]),
    ...(body === null ? [] : [`  body: ${indent(typeScriptBody(body))},`]),
  ];
  const options = lines.length === 0 ? '' : `, {\n${lines.join('\n')}\n}`;
  return `const response = await fetch(${JSON.stringify(url)}${options});
if (!response.ok) throw new Error(await response.text());
console.log(await response.text());`;
}

function typeScriptBody({ type, value }: { type: string; value: unknown }): string {
  if (isForm(type)) return `new URLSearchParams(${literal(Object.fromEntries(formFields(value)))})`;
  if (isMultipart(type))
    return `Object.entries(${literal(Object.fromEntries(formFields(value)))}).reduce((form, [name, value]) => {
  form.append(name, value);
  return form;
}, new FormData())`;
  return `JSON.stringify(${literal(value)})`;
}

const literal = (value: unknown): string => JSON.stringify(value, null, 2);
const indent = (text: string): string => text.replaceAll('\n', '\n  ');

function writePython({ method, url, headers, body }: ExampleRequest): string {
  const call = [
    JSON.stringify(url),
    ...(headers.length === 0 ? [] : [`headers=${python(Object.fromEntries(headers))}`]),
    ...(body === null ? [] : [pythonBody(body)]),
  ];
  return `import requests

response = requests.${method.toLowerCase()}(
${call.map((argument) => `    ${argument.replaceAll('\n', '\n    ')},`).join('\n')}
)
response.raise_for_status()
print(response.text)`;
}

function pythonBody({ type, value }: { type: string; value: unknown }): string {
  if (isForm(type)) return `data=${python(Object.fromEntries(formFields(value)))}`;
  if (!isMultipart(type)) return `json=${python(value)}`;
  // Without a file name, each part is a field of the form.
  const parts = formFields(value).map(
    ([name, field]) => `    ${JSON.stringify(name)}: (None, ${JSON.stringify(field)}),`,
  );
  return `files={\n${parts.join('\n')}\n}`;
}

/** A value as a Python literal. JSON's strings are Python's, too. */
function python(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const lines = entries.map(
      ([name, field]) => `    ${JSON.stringify(name)}: ${python(field).replaceAll('\n', '\n    ')},`,
    );
    return `{\n${lines.join('\n')}\n}`;
  }
  return JSON.stringify(value);
}
