import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Reply } from '../api/support/caller.js';

export interface Message {
  method: string;
  /** Sent as it is, except for characters that no URL may contain. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** No request here waits for longer than a second. */
const longestAnswerMs = 20_000;

/** Sends requests that `fetch` would correct or refuse (odd paths, headers, methods) over kept-alive connections. */
export function createSender(url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });

  const sendOnce = ({ method, path, headers, body }: Message): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, hostname, port, method, path: sendablePath(path), headers: sendableHeaders(headers) },
        (answer) => {
          readReply(answer).then(resolve, reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.setTimeout(longestAnswerMs, () => {
        outgoing.destroy(new Error(`no answer for ${longestAnswerMs} ms: ${method} ${path}`));
      });
      outgoing.end(body);
    });

  return {
    /** Repeats a request whose connection the API had just closed, as it does after a 413. */
    send: (message: Message): Promise<Reply> =>
      sendOnce(message).catch((error: unknown) => {
        if (isClosed(error)) return sendOnce(message);
        throw error;
      }),
    close: () => agent.destroy(),
  };
}

async function readReply(answer: IncomingMessage): Promise<Reply> {
  const received = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) received.append(name, value);
  const body = isEndless(received) ? hangUp(answer) : await text(answer);
  const isJson = received.get('content-type')?.startsWith('application/json') ?? false;
  const parsed: unknown = isJson && body !== '' ? JSON.parse(body) : undefined;
  return { status: answer.statusCode ?? 0, headers: received, text: body, body: parsed };
}

/** An event stream does not end by itself; only its beginning is read. */
const isEndless = (headers: Headers): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false;

function hangUp(answer: IncomingMessage): string {
  // Errors after the connection was closed do not count.
  answer.once('error', () => undefined).destroy();
  return '';
}

const isClosed = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code));

const sendablePath = (path: string): string =>
  path.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(Buffer.from(character).toString('utf8')));

const sendableHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')]),
  );
