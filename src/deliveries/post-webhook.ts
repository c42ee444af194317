import { type Dispatcher, errors, request } from 'undici';
import { ForbiddenEndpoint, NameNotResolved } from './resolve-checked.js';
import { readExcerpt } from './read-excerpt.js';
import { errorCode } from '../process/error-code.js';

/** Why an attempt got no response. A fixed set of codes, because an error's message may repeat the URL or the token. */
export type PostError =
  | 'forbidden_address'
  | 'name_not_resolved'
  | 'timeout'
  | 'connection_refused'
  | 'connection_failed'
  | 'certificate_not_trusted'
  | 'malformed_answer'
  | 'malformed_url'
  | 'secret_cannot_be_opened'
  | 'no_mail_server'
  | 'mail_server_refuses_us';

/** `retryAfter` is the raw header; `answer` the beginning of the response body, with secrets masked. */
export type PostResult =
  { status: number; retryAfter: string | null; answer: string } | { status: null; error: PostError };

export interface Post {
  agent: Dispatcher;
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  timeoutMs: number;
  /** Aborts the attempt. */
  stop: AbortSignal;
  /** Masked in `answer`: many endpoints echo the request. */
  secrets: readonly string[];
}

/**
 * Makes one POST within `timeoutMs`, without following redirects, and reads at most 2 KB of the response. Network
 * errors are results, not exceptions.
 */
export async function postWebhook({
  agent,
  url,
  headers,
  body,
  timeoutMs,
  stop,
  secrets,
}: Post): Promise<PostResult> {
  if (!isHttpUrl(url)) return { status: null, error: 'malformed_url' };
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, stop]);
  try {
    const response = await request(url, { method: 'POST', dispatcher: agent, headers, body, signal });
    const { 'retry-after': retryAfter } = response.headers;
    return {
      status: response.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      answer: await readExcerpt(response, secrets),
    };
  } catch (error) {
    return { status: null, error: timeout.aborted ? 'timeout' : classifyError(error) };
  }
}

function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}

function classifyError(error: unknown): PostError {
  for (const cause of flattenCauses(error)) {
    if (cause instanceof ForbiddenEndpoint) return 'forbidden_address';
    if (cause instanceof NameNotResolved) return 'name_not_resolved';
    if (cause instanceof errors.ConnectTimeoutError) return 'timeout';
    if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError)
      return 'timeout';
    const code = errorCode(cause) ?? '';
    if (code === 'ECONNREFUSED') return 'connection_refused';
    if (code === 'ETIMEDOUT') return 'timeout';
    if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') return 'malformed_answer';
    if (/CERT|SIGNED|UNABLE_TO_VERIFY|ALTNAME|SSL|TLS|EPROTO/.test(code)) return 'certificate_not_trusted';
  }
  return 'connection_failed';
}

function flattenCauses(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(flattenCauses), ...flattenCauses(error.cause)];
}
