import type * as z from 'zod/mini';
import { noteEnded, sessionToken } from '../auth/session';
import { noteReachable } from './connection';
import { Problem } from './problem';
import { problemSchema } from './schemas';
import { learnServerTime } from './server-clock';

interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Asks the API and reads the answer through `schema`. Throws a Problem for everything but a 2xx. */
export async function request<T extends z.ZodMiniType>(
  path: string,
  schema: T,
  ask: Ask = {},
): Promise<z.output<T>> {
  const response = await send(path, ask);
  const body: unknown = await response.json();
  return schema.parse(body);
}

/** The same where the answer has no body worth reading. */
export async function command(path: string, ask: Ask = {}): Promise<void> {
  await send(path, { method: 'POST', ...ask });
}

async function send(path: string, { method = 'GET', body, headers = {}, signal }: Ask): Promise<Response> {
  const token = sessionToken();
  const askedAtMs = Date.now();
  const response = await fetch(`/api${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    credentials: 'omit',
    cache: 'no-store',
  }).catch((error: unknown) => {
    if (signal?.aborted !== true) noteReachable(false);
    throw error instanceof DOMException
      ? error
      : new Problem({ code: 'UNREACHABLE', message: 'The service cannot be reached.', status: 0 });
  });
  noteReachable(true);
  learnServerTime(response.headers.get('Date'), askedAtMs, Date.now());
  if (response.ok) return response;
  // Only the token that was refused is forgotten: another tab may have signed in meanwhile.
  if (response.status === 401 && token !== null) noteEnded(token);
  throw await readProblem(response);
}

async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problemSchema.safeParse(body);
  const { code, message, details } = parsed.success
    ? parsed.data.error
    : { code: 'UNREADABLE', message: response.statusText, details: undefined };
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new Problem({
    code,
    message,
    status: response.status,
    ...(details === undefined ? {} : { details }),
    retryAfterSeconds: Number.isNaN(retryAfter) ? null : retryAfter,
    requestId: response.headers.get('X-Request-Id'),
  });
}
