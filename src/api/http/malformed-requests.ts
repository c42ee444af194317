import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiError } from '../access/api-error.js';
import { validationError } from '../access/api-error.js';

/** Answers on a bare connection as the API answers any request that it refuses, and hangs up. */
export function refuse(socket: Duplex, refusal: ApiError): void {
  const body = JSON.stringify(refusal.toBody());
  const headers = {
    'X-Request-Id': randomUUID(),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...refusal.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`;
  socket.end([status, ...lines, '', body].join('\r\n'), () => socket.destroy());
}

/** Every request of HTTP/1.1 names its host (RFC 9112). Node's own refusal of one that does not is empty. */
export const lacksHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersion === '1.1';

/** What is no HTTP, or too much of it, is refused in the API's words: Node's own answers are empty. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const message =
      error.code === 'HPE_HEADER_OVERFLOW' ? 'are too large' : 'are not those of an HTTP request';
    refuse(socket, validationError({ path: 'headers', message }));
  });
  // An expectation that nobody here meets is no reason to leave the request unanswered.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
}

/** Proxies' clients name the whole address (`GET http://host/path`); what is asked for is the path. */
export function toOriginForm(req: IncomingMessage): void {
  const { url = '/' } = req;
  if (url.startsWith('/')) return;
  req.url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1]?.replace(/^\?/, '/?') ?? '/';
}
