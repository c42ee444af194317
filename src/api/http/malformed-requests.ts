import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiError } from '../access/api-error.js';
import { validationError } from '../access/api-error.js';
import { apiPolicy } from './security-headers.js';

/** Sends an error response on a raw connection, in the format of all error responses, and closes the connection. */
export function sendRawError(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error.toBody());
  const headers = {
    'X-Request-Id': randomUUID(),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': apiPolicy,
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...error.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`;
  socket.end([status, ...lines, '', body].join('\r\n'), () => socket.destroy());
}

/**
 * An error if a request does not have one `Host` header, which RFC 9112 requires. Node's own rejection of none has no
 * body, and of several it would use the first, where a proxy before it may have used the last.
 */
export function wrongHost({ rawHeaders, httpVersion }: IncomingMessage): ApiError | undefined {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts > 1) return validationError({ path: 'Host', message: 'the header must be sent once' });
  if (hosts === 1 || httpVersion === '1.0') return undefined;
  return validationError({ path: 'Host', message: 'the header is required' });
}

/** Answers malformed and oversized requests with an error response of the API; Node's own responses have no body. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const message =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? 'are too large: send fewer or shorter headers'
        : 'are not the headers of a valid HTTP request';
    sendRawError(socket, validationError({ path: 'headers', message }));
  });
  // Unknown expectations are ignored; Node would answer 417.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
}
