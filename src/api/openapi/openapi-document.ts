import { z } from 'zod';
import { createDocument, type oas31, type ZodOpenApiOperationObject } from 'zod-openapi';
import type { Route } from '../http/define-route.js';
import { documentedErrors } from '../http/documented.js';
import type { ErrorCode } from '../access/api-error.js';
import { uuidSchema } from '../access/wire-values.js';

export type OpenApiDocument = oas31.OpenAPIObject;

/** The API in the words of OpenAPI 3.1, made of the route table: it cannot say what the routes do not do. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Assisted Login',
      version: '1.0.0',
      description:
        'Bank logins that stop for a one-time code and go on when a person or a machine supplies it. Every answer carries `X-Request-Id`. All paths but those under `/v1` answer under `/api` too.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: tags.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`Api-Key rbk_<8 hex>_<64 hex>`',
        },
        xApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: '`rbk_<8 hex>_<64 hex>`' },
        basicApiKey: {
          type: 'http',
          scheme: 'basic',
          description: 'For apps that take no header but a URL with user info: the API key as the password.',
        },
        signature: {
          type: 'apiKey',
          in: 'query',
          name: 'key_id',
          description:
            'For apps that can only sign: the id (not the key) of an API key whose `signing_secret` the app signs with.',
        },
      },
    },
  });
}

const tags = [
  { name: 'External API', start: /^\/v1\//, description: 'For programs, authenticated by an API key.' },
  { name: 'People', start: /^\/(auth|me)\b/, description: 'Users, sign-in and API keys.' },
  { name: 'Accounts', start: /^\/(accounts|banks|realtime)\b/, description: 'Accounts, sessions and codes.' },
  { name: 'Running it', start: /^\//, description: 'Health, and this document.' },
];

function operation(route: Route): ZodOpenApiOperationObject {
  const { summary, description, params, query, headers, body } = route;
  const path = z.object({
    ...(route.account ? { accountId: uuidSchema } : {}),
    ...(params instanceof z.ZodObject ? params.shape : {}),
  });
  return {
    operationId: operationId(route),
    tags: [tags.find(({ start }) => start.test(route.path))?.name ?? ''],
    summary,
    description: [description ?? `${summary}.`, ...scopeNote(route)].join('\n\n'),
    security: security(route),
    requestParams: {
      path,
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(headers instanceof z.ZodObject ? { header: headers } : {}),
    },
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: Object.fromEntries(bodyTypes(route).map((type) => [type, { schema: body }])),
      },
    }),
    responses: responses(route),
  };
}

const appOf = ({ auth }: Route) => (typeof auth === 'object' ? auth.app : undefined);
const bodyTypes = (route: Route): readonly string[] => appOf(route)?.bodyTypes ?? ['application/json'];

const scopeNote = ({ auth }: Route): string[] =>
  typeof auth === 'object' ? [`Scope: \`${auth.scope}\`.`] : [];

/** `POST /v1/accounts/:accountId/otp` is `postV1AccountsOtp`; ids in the path are left out unless they end it. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/\/:[a-zA-Z]+(?=\/)/g, '')
    .split(/[/:.-]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function security(route: Route): Record<string, string[]>[] {
  if (route.auth === 'none') return [];
  if (route.auth === 'user') return [{ bearer: [] }];
  const app = appOf(route);
  return [
    { apiKey: [] },
    { xApiKey: [] },
    ...(app ? [{ basicApiKey: [] }] : []),
    ...(app?.isSigned ? [{ signature: [] }] : []),
  ];
}

const meanings: Record<number, string> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Recorded; it happens now.',
  204: 'Done; there is nothing to say.',
};

const commonHeaders = { 'X-Request-Id': z.string().meta({ description: 'Names the request in our logs.' }) };
const retryAfter = { 'Retry-After': z.string().meta({ description: 'Seconds.' }) };

function responses(route: Route): ZodOpenApiOperationObject['responses'] {
  const documented: ZodOpenApiOperationObject['responses'] = {};
  for (const [status, kind] of Object.entries(route.answers)) {
    documented[status as '200'] = {
      description: meanings[Number(status)] ?? '',
      headers: z.object(commonHeaders),
      ...(kind === 'html' && { content: { 'text/html': { schema: z.string() } } }),
      ...(kind === 'text' && { content: { 'text/plain': { schema: z.string() } } }),
      ...(kind === 'events' && { content: { 'text/event-stream': { schema: z.string() } } }),
      ...(kind instanceof z.ZodType && { content: { 'application/json': { schema: kind } } }),
    };
  }
  for (const [status, codes] of Object.entries(documentedErrors(route))) {
    documented[status as '400'] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      headers: z.object({ ...commonHeaders, ...(['429', '503'].includes(status) ? retryAfter : {}) }),
      content: { 'application/json': { schema: errorSchema(codes) } },
    };
  }
  return documented;
}

const errorSchema = (codes: ErrorCode[]) =>
  z.object({
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  });
