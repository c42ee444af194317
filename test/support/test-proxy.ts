import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';

export type TestProxy = Awaited<ReturnType<typeof startTestProxy>>;

async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An HTTP proxy on loopback, for http addresses and, with CONNECT, for all others. */
export async function startTestProxy({ password }: { password?: string } = {}) {
  const asked: string[] = [];
  const allowed = password === undefined ? undefined : `Basic ${btoa(password)}`;
  const isAllowed = ({ headers }: IncomingMessage): boolean =>
    allowed === undefined || headers['proxy-authorization'] === allowed;

  function forward(req: IncomingMessage, res: ServerResponse): void {
    if (!isAllowed(req)) {
      res.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    asked.push(`${req.method} ${req.url}`);
    const onward = request(req.url ?? '', { method: req.method, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  }

  const server = createServer(forward);
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    if (!isAllowed(req)) {
      socket.end('HTTP/1.1 407 Unauthorized\r\nproxy-authenticate: Basic realm="test"\r\n\r\n');
      return;
    }
    asked.push(`CONNECT ${req.url}`);
    const { hostname, port } = new URL(`tcp://${req.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  const { port, close } = await listen(server);
  return {
    /** What it was asked for, oldest first: `GET http://…`. */
    asked,
    /** Its address, with `user:password` if given. */
    url: (credentials?: string): string =>
      `http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${port}`,
    close,
  };
}

/** A SOCKS5 proxy on loopback, without authentication (RFC 1928), for IPv4 addresses and names. */
export async function startSocksProxy() {
  const asked: string[] = [];
  async function serve(socket: Socket): Promise<void> {
    const [, methods = 0] = await read(socket, 2);
    await read(socket, methods);
    socket.write(Buffer.from([5, 0]));
    const [, , , kind] = await read(socket, 4);
    const host =
      kind === 1
        ? (await read(socket, 4)).join('.')
        : (await read(socket, (await read(socket, 1))[0] ?? 0)).toString();
    const port = (await read(socket, 2)).readUInt16BE();
    asked.push(`${host}:${port}`);
    const onward = connect(port, host, () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  }
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroy());
  });
  const { port, close } = await listen(server);
  return { asked, url: `socks5://127.0.0.1:${port}`, close };
}

async function read(socket: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = socket.read(count) as Buffer | null;
    if (bytes !== null) return bytes;
    await new Promise((resolve, reject) => {
      socket.once('readable', resolve);
      socket.once('end', reject);
    });
  }
}
