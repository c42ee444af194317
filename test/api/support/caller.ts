import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scopes as allScopes } from '../../../src/assistance/scopes.js';
import { bankId } from '../../../src/api/accounts/bank-ids.js';
import { expectDocumented } from './documented.js';

export interface CallOptions {
  token?: string;
  key?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed JSON body; undefined for an empty one. */
  body: unknown;
}

export type Caller = ReturnType<typeof createCaller>;

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** The code of an error reply, with its status: `409 SESSION_RUNNING`. */
export const refusalOf = ({ status, body }: Reply): string =>
  `${status} ${errorSchema.safeParse(body).data?.error.code ?? '(none)'}`;

export const detailsOf = ({ body }: Reply) => errorSchema.parse(body).error.details;

/** The invalid values that a VALIDATION_ERROR names. */
export const issuesOf = (reply: Reply) =>
  z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })) }).parse(detailsOf(reply))
    .issues;

export const issuePaths = (reply: Reply): string[] => issuesOf(reply).map(({ path }) => path);

/**
 * Calls the API over HTTP. Every response is checked against the OpenAPI document, but for those of an older build, which
 * another document describes.
 */
export function createCaller(url: string, { isOlderBuild = false } = {}) {
  async function call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const { token, key, json, raw, headers } = options;
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { Authorization: `Api-Key ${key}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const reply = {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
    if (!isOlderBuild) expectDocumented(method, path, reply);
    return reply;
  }

  async function answer<S extends z.ZodType>(
    schema: S,
    method: string,
    path: string,
    options: CallOptions,
  ): Promise<z.output<S>> {
    const reply = await call(method, path, options);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return schema.parse(reply.body);
  }

  const password = 'correct horse battery';

  /** A new user, signed in. */
  async function signUp() {
    const email = `${randomUUID()}@example.com`;
    const { id } = await answer(z.object({ id: z.string() }), 'POST', '/auth/register', {
      json: { email, password },
    });
    return { userId: id, email, password, token: await signIn(email) };
  }

  async function signIn(email: string): Promise<string> {
    const { token } = await answer(z.object({ token: z.string() }), 'POST', '/auth/login', {
      json: { email, password },
    });
    return token;
  }

  /** A new account of the user, configured for a login unless the fields say otherwise. */
  async function addAccount(token: string, fields: Record<string, unknown> = {}, bankCode = 'demo') {
    const { id } = await answer(z.object({ id: z.string() }), 'POST', '/accounts', {
      token,
      json: { bankId: bankId(bankCode), name: 'Household' },
    });
    await answer(z.unknown(), 'PUT', `/accounts/${id}/config`, {
      token,
      json: { login_mode: 'assisted', bank_username: 'ana', bank_password: 'hunter2', ...fields },
    });
    return id;
  }

  /** A new API key of the user, with every scope and for every account unless told otherwise. */
  async function addKey(token: string, { scopes = allScopes, accountIds = null }: KeyOptions = {}) {
    const schema = z.object({ id: z.string(), key: z.string() });
    return answer(schema, 'POST', '/me/api-keys', {
      token,
      json: { name: 'relay', scopes, account_ids: accountIds },
    });
  }

  return { call, answer, signUp, signIn, addAccount, addKey };
}

interface KeyOptions {
  scopes?: readonly string[];
  accountIds?: string[] | null;
}
