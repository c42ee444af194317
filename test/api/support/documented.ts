import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { Route } from '../../../src/api/http/define-route.js';
import { openApiDocument } from '../../../src/api/openapi/openapi-document.js';
import { routes } from '../../../src/api/routes.js';

const document = openApiDocument(routes, { isStrict: true });
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  // openapi.test.ts validates the document itself, once.
  validateSchema: false,
  // Most validators of a test file check few responses: to optimize them takes longer than they run.
  code: { optimize: false },
});
addFormats.default(ajv);
ajv.addSchema({ $id: 'document', ...document });

interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

/** Checks a response against the OpenAPI document: its status must be listed, and its body must match the schema. */
export function expectDocumented(method: string, path: string, answered: Answered): void {
  expect(answered.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const route = routeOf(method, path);
  if (!route) return;
  const { status, body, text, headers } = answered;
  const documentedPath = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
  const responses = document.paths?.[documentedPath]?.[method.toLowerCase() as 'get']?.responses ?? {};
  const context = `${method} ${documentedPath} answered ${status}: ${text.slice(0, 500)}`;
  expect(Object.keys(responses), context).toContain(String(status));
  const content = (responses[String(status)] as { content?: object }).content ?? {};
  const [type] = Object.keys(content);
  if (type === undefined) expect(text, context).toBe('');
  else expect(headers.get('content-type'), context).toContain(type);
  if (type !== 'application/json') return;
  const pointer = [
    'paths',
    documentedPath,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
  ];
  const validate = validatorAt(`document#/${pointer.map(escaped).join('/')}/schema`);
  validate(body);
  expect(validate.errors ?? [], context).toEqual([]);
}

const validators = new Map<string, ValidateFunction>();

/** Compiled once, because thousands of responses are checked against the same schema. */
function validatorAt($ref: string): ValidateFunction {
  const validate = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, validate);
  return validate;
}

/** One segment of a JSON pointer in the fragment of a URI. */
const escaped = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

function routeOf(method: string, path: string): Route | undefined {
  const plain = (path.split('?', 1)[0] ?? '').replace(/^\/api(?=\/)/, '');
  return routes.find((route) => {
    if (route.method !== method) return false;
    return new RegExp(`^${route.path.replace(/:[a-zA-Z]+/g, '[^/]+')}$`).test(plain);
  });
}
