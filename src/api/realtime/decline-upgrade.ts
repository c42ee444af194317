import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers that request another protocol on the same connection. */
const upgradeHeaders = new Set(['upgrade', 'http2-settings']);

/**
 * Answers a request for an upgrade to anything but WebSocket as an ordinary HTTP/1.1 request. Java's HTTP client offers
 * HTTP/2 with its first request, and once a server listens for `upgrade`, Node passes it all such requests. The request
 * is put back on the connection without the headers that ask for the upgrade.
 */
export function declineUpgrade(
  server: Server,
  { req, socket, head }: { req: IncomingMessage; socket: Duplex; head: Buffer },
): void {
  const lines = [`${req.method ?? 'GET'} ${req.url ?? '/'} HTTP/${req.httpVersion}`];
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = req.rawHeaders.slice(at, at + 2);
    if (upgradeHeaders.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutUpgrade(value) : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const withoutUpgrade = (connection: string): string =>
  connection
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !upgradeHeaders.has(option.toLowerCase()))
    .join(', ') || 'keep-alive';
