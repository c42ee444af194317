import { z } from 'zod';
import { createDocument, type oas31, type ZodOpenApiOperationObject } from 'zod-openapi';
import { notificationSchemas, pascalCase } from '../../assistance/notifications/wire-notification.js';
import { describedEventSchema } from './event-schemas.js';
import { makePortable } from './portable-schema.js';
import { securitySchemes } from './security-schemes.js';
import type { Route } from '../http/define-route.js';
import { hasEtag } from '../http/send-json.js';
import { type ErrorCode, errorStatuses } from '../access/error-codes.js';
import { errorSchema } from '../access/wire-error.js';
import { uuidSchema } from '../access/wire-values.js';

export type OpenApiDocument = oas31.OpenAPIObject;

/**
 * The OpenAPI 3.1 document of these routes, generated from their declarations, so that it cannot deviate from them.
 * Clients must accept fields that it does not list, as later versions add some; `isStrict` forbids them, for tests.
 */
export function openApiDocument(routes: readonly Route[], { isStrict = false } = {}): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Assisted Login',
        version: '1.0.0',
        description:
          'Bank logins that pause when the bank asks for a code, a choice, an approval or an answer, and continue when a person or a program supplies it. Every response has an `X-Request-Id`. All paths except those under `/v1` are also available under `/api`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      tags: [
        ...tags.map(({ name, description }) => ({ name, description })),
        { name: webhookTag, description: "What the service sends to an account's endpoint." },
      ],
      paths,
      webhooks: Object.fromEntries(
        notificationSchemas.map(({ name, schema }) => [name, webhook(name, schema)]),
      ),
      components: { securitySchemes, schemas: { RealtimeEvent: describedEventSchema } },
    },
    { override: (context) => makePortable(context, { isStrict }) },
  );
}

const tags = [
  {
    name: 'External API',
    start: /^\/v1\//,
    description: 'For programs, which authenticate with an API key.',
  },
  { name: 'People', start: /^\/(auth|me)\b/, description: 'Users, sign-in and API keys.' },
  { name: 'Accounts', start: /^\/(accounts|banks|realtime)\b/, description: 'Accounts, sessions and codes.' },
  { name: 'Running it', start: /^\//, description: 'Health, and this document.' },
];
const webhookTag = 'Webhooks';

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

/** For example `postV1AccountsOtp` for `POST /v1/accounts/:accountId/otp`. Parameters are omitted except at the end. */
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

/** A webhook: a request that this service sends to the endpoint of an account. */
const webhook = (name: string, schema: z.ZodType): { post: ZodOpenApiOperationObject } => ({
  post: {
    operationId: `receive${pascalCase(name)}`,
    tags: [webhookTag],
    summary: `Receive the notification \`${name}\``,
    description: 'docs/webhooks.md says how to verify the signature, and when it is sent again.',
    requestParams: { header: z.object(webhookHeaders) },
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { '2XX': { description: 'Received. Every other status makes the service try again.' } },
  },
});

const webhookHeaders = {
  'webhook-id': uuidSchema.meta({ description: 'The same in every attempt.' }),
  'webhook-timestamp': z.string().meta({ description: 'Seconds since 1970.' }),
  'webhook-signature': z.string().meta({ description: 'As specified by Standard Webhooks.' }),
};

const descriptions: Record<number, string> = {
  200: 'Success.',
  201: 'Created.',
  202: 'Recorded; it is being carried out.',
  204: 'Success, without a body.',
  304: 'Not modified: the response is still the one with the ETag in `If-None-Match`.',
};

const commonHeaders = {
  'X-Request-Id': z.string().meta({ description: 'Identifies the request in the logs of the service.' }),
};
const retryAfter = {
  'Retry-After': z.string().meta({ description: 'Seconds to wait before the next attempt.' }),
};

const eventStream = z.string().meta({ description: 'The `data` of each event is a `RealtimeEvent`.' });

function responses(route: Route): ZodOpenApiOperationObject['responses'] {
  const documented: ZodOpenApiOperationObject['responses'] = {};
  for (const [status, kind] of Object.entries(route.answers)) {
    documented[status as '200'] = {
      description: descriptions[Number(status)] ?? '',
      headers: z.object(commonHeaders),
      ...(kind === 'html' && { content: { 'text/html': { schema: z.string() } } }),
      ...(kind === 'text' && { content: { 'text/plain': { schema: z.string() } } }),
      ...(kind === 'png' && { content: { 'image/png': {} } }),
      ...(kind === 'events' && { content: { 'text/event-stream': { schema: eventStream } } }),
      ...(kind instanceof z.ZodType && { content: { 'application/json': { schema: kind } } }),
    };
  }
  if (hasEtag(route))
    documented['304' as '200'] = { description: descriptions[304] ?? '', headers: z.object(commonHeaders) };
  for (const [status, codes] of Object.entries(documentedErrors(route))) {
    documented[status as '400'] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      headers: z.object({ ...commonHeaders, ...(['429', '503'].includes(status) ? retryAfter : {}) }),
      content: { 'application/json': { schema: errorSchema } },
    };
  }
  return documented;
}

/** The error codes of a route by status: those it declares, and those that follow from its declaration. */
function documentedErrors(route: Route): Record<number, ErrorCode[]> {
  const byStatus: Record<number, ErrorCode[]> = {};
  const add = (code: ErrorCode, status: number = errorStatuses[code]) => {
    byStatus[status] = [...new Set([...(byStatus[status] ?? []), code])];
  };
  const { auth, account, params, query, headers, body, limits, errors } = route;
  // RATE_LIMITED: too many wrong credentials from one address.
  if (auth !== 'none') (['UNAUTHORIZED', 'RATE_LIMITED'] as const).forEach((code) => add(code));
  if (typeof auth === 'object') (['INVALID_API_KEY', 'FORBIDDEN'] as const).forEach((code) => add(code));
  if (account) (['VALIDATION_ERROR', 'NOT_FOUND'] as const).forEach((code) => add(code));
  if (limits.length > 0) add('RATE_LIMITED');
  if (params ?? query ?? headers ?? body) add('VALIDATION_ERROR');
  if (body) ([413, 415] as const).forEach((status) => add('VALIDATION_ERROR', status));
  errors.forEach((code) => add(code));
  (['INTERNAL_ERROR', 'UNAVAILABLE'] as const).forEach((code) => add(code));
  return byStatus;
}
