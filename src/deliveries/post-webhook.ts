import { type Dispatcher, errors, request } from 'undici';
import { cleanBankText } from '../assistance/bank-text.js';
import { ForbiddenEndpoint, NameNotResolved } from './guarded-agent.js';
import { errorCode } from '../process/error-code.js';

/** What went wrong when no answer came, or none about this notification. Words of our own: an error's text may repeat the URL or the token. */
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

export type PostResult =
  { status: number; retryAfter: string | null; answer: string } | { status: null; error: PostError };

/** The answer's first bytes are enough for a person to see what answered, and are not waited for long. */
const answerBytes = 2_048;
const answerMs = 1_000;

export interface Post {
  agent: Dispatcher;
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  /** Cuts the attempt off. */
  stop: AbortSignal;
  /** Cut out of what is kept of the answer: endpoints that echo the request are common. */
  secrets: readonly string[];
}

/** One POST: no redirect is followed, no more than the answer's first bytes are read, and all of it is bounded in time. */
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
      answer: await firstWords(response.body, secrets),
    };
  } catch (error) {
    return { status: null, error: timeout.aborted ? 'timeout' : kindOf(error) };
  }
}

function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}

/** The beginning of the answer, cleaned. The status alone decides, so an answer that breaks off is no failure. */
async function firstWords(
  body: Dispatcher.ResponseData['body'],
  secrets: readonly string[],
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const patience = setTimeout(() => body.destroy(), answerMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop destroys the body, and with it the connection.
      if (length >= answerBytes) break;
    }
  } catch {
    // What came before it broke off, or before the time was over, is kept.
  } finally {
    clearTimeout(patience);
  }
  const text = Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
  const longest = Math.max(0, ...secrets.map((secret) => secret.length));
  // A secret that the cut goes through would not be recognised: the last characters go too.
  const whole = length >= answerBytes ? text.slice(0, -longest || undefined) : text;
  return cleanBankText(whole.replace(/\p{Cc}/gu, ' '), secrets);
}

function kindOf(error: unknown): PostError {
  for (const cause of causesOf(error)) {
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

function causesOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inside: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...inside.flatMap(causesOf), ...causesOf(error.cause)];
}
