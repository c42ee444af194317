import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers that ask for another protocol on this connection. */
const asking = new Set(['upgrade', 'http2-settings']);

/**
 * Has a request that would like another protocol than WebSocket answered as the plain request it also is. Java's
 * HTTP client asks for HTTP/2 in this way with its first request, and Node, once anybody listens for upgrades,
 * hands all of them over: the request is put back on the connection without its command.
 */
export function declineUpgrade(
  server: Server,
  { req, socket, head }: { req: IncomingMessage; socket: Duplex; head: Buffer },
): void {
  const lines = [`${req.method ?? 'GET'} ${req.url ?? '/'} HTTP/${req.httpVersion}`];
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = req.rawHeaders.slice(at, at + 2);
    if (asking.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutUpgradeOptions(value) : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const withoutUpgradeOptions = (connection: string): string =>
  connection
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !asking.has(option.toLowerCase()))
    .join(', ') || 'keep-alive';
