import type * as z from 'zod/mini';
import { askForPassword } from '../auth/identity-check';
import { currentSession, endSession } from '../auth/session';
import { setReachable } from './reachability';
import { isProblem, Problem } from './problem';
import { problemSchema } from './schemas';
import { learnServerTime } from './server-clock';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The request is sent even if the page is closed meanwhile. */
  keepalive?: boolean;
}

/**
 * Sends a request to the API and parses the response with `schema`. Throws a Problem for every response but
 * 2xx, and if there is none.
 */
export async function request<T extends z.ZodMiniType>(
  path: string,
  schema: T,
  ask: RequestOptions = {},
): Promise<z.output<T>> {
  const isRead = (ask.method ?? 'GET') === 'GET';
  const kept = isRead ? keptResponses.get(path) : undefined;
  const known = kept?.schema === schema ? kept : undefined;
  const headers = { ...ask.headers, ...(known && { 'If-None-Match': known.etag }) };
  const response = await send(path, { ...ask, headers });
  if (response.status === 304 && known !== undefined) return known.body as z.output<T>; // parsed with this schema
  const body = schema.parse(await response.json());
  const etag = response.headers.get('ETag');
  if (isRead && etag !== null) keep(path, { etag, body, schema });
  return body;
}

/**
 * The last responses to GETs that have an ETag, so that an unchanged list is not sent again. They are in memory only: the
 * browser's cache would write them to the disk.
 */
const keptResponses = new Map<string, KeptResponse>();
const mostKept = 50;

/** To be called when the user signs out. */
export const forgetResponses = (): void => keptResponses.clear();

interface KeptResponse {
  etag: string;
  body: unknown;
  schema: z.ZodMiniType;
}

function keep(path: string, response: KeptResponse): void {
  keptResponses.delete(path);
  keptResponses.set(path, response);
  const [oldest] = keptResponses.keys();
  if (keptResponses.size > mostKept && oldest !== undefined) keptResponses.delete(oldest);
}

/** Sends a request whose response body is not needed, a POST by default. Throws as `request` does. */
export async function command(path: string, ask: RequestOptions = {}): Promise<void> {
  await send(path, { method: 'POST', ...ask });
}

/** Downloads a file. An <img> could not send the header that the session's cookie needs. Throws as `request` does. */
export async function download(path: string, ask: Pick<RequestOptions, 'signal'> = {}): Promise<Blob> {
  const response = await send(path, { ...ask, headers: { Accept: '*/*' } });
  return response.blob();
}

/** Sends a request, and once more if the server wants the password first and the user enters it. */
async function send(path: string, ask: RequestOptions): Promise<Response> {
  try {
    return await sendOnce(path, ask);
  } catch (error) {
    if (isProblem(error, 'REAUTHENTICATION_REQUIRED') && (await askForPassword()))
      return await sendOnce(path, ask);
    throw error;
  }
}

async function sendOnce(
  path: string,
  { method = 'GET', body, headers = {}, signal, keepalive = false }: RequestOptions,
): Promise<Response> {
  const session = currentSession();
  const sentAtMs = Date.now();
  const response = await fetch(`/api${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      // Without it, the server ignores the cookie: another site could not send it.
      'X-Requested-With': 'dashboard',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    keepalive,
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch((error: unknown) => {
    if (signal?.aborted !== true) setReachable(false);
    throw error instanceof DOMException
      ? error
      : new Problem({ code: 'UNREACHABLE', message: 'The service cannot be reached.', status: 0 });
  });
  setReachable(true);
  learnServerTime(response.headers.get('Date'), sentAtMs, Date.now());
  if (response.ok || response.status === 304) return response;
  const problem = await readProblem(response);
  if (problem.code === 'UNAUTHORIZED' && session !== null) endSession(session);
  throw problem;
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
