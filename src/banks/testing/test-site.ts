import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Visit {
  method: string;
  /** Below the bank's own address, such as `/login`. */
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  body: string;
  cookie: string;
}

type Page =
  | string
  | { status?: number; headers?: Record<string, string>; html: string }
  /** Answers by itself, now and later. */
  | { stream: (res: ServerResponse) => void };
export type Connect = (socket: WebSocket) => void;
export type Serve = (visit: Visit) => Page | Promise<Page>;

/** A real site; each test has a bank of its own there. */
export async function startTestSite() {
  const banks = new Map<string, { serve: Serve; connect: Connect | undefined; visits: Visit[] }>();
  const nameOf = (req: IncomingMessage): string => /^\/([^/?]+)/.exec(req.url ?? '')?.[1] ?? '';

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = /^\/[^/]+(\/[^?]*)/.exec(req.url ?? '')?.[1] ?? '/';
    const bank = banks.get(nameOf(req));
    const chunks: Buffer[] = [];
    for await (const chunk of req) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    if (!bank) {
      res.writeHead(404).end();
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    const visit: Visit = {
      method: req.method ?? 'GET',
      path,
      query: new URL(req.url ?? '/', origin).searchParams,
      form: new URLSearchParams(body),
      body,
      cookie: req.headers.cookie ?? '',
    };
    bank.visits.push(visit);
    const page = await bank.serve(visit);
    if (typeof page === 'object' && 'stream' in page) {
      page.stream(res);
      return;
    }
    const { status = 200, headers = {}, html } = typeof page === 'string' ? { html: page } : page;
    res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
    res.end(html);
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (req, socket, head) => {
    const connect = banks.get(nameOf(req))?.connect;
    if (connect) sockets.handleUpgrade(req, socket, head, connect);
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The test site listens on no port.');
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    /** Puts a bank there, with `Serve` or the one page that it is. */
    bank(serve: Serve | string, connect?: Connect): { url: string; visits: Visit[] } {
      const name = `bank-${banks.size + 1}`;
      const visits: Visit[] = [];
      banks.set(name, { serve: typeof serve === 'string' ? () => serve : serve, connect, visits });
      return { url: `${origin}/${name}`, visits };
    },
    async close(): Promise<void> {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type TestSite = Awaited<ReturnType<typeof startTestSite>>;
