import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Visit {
  method: string;
  /** Below the bank's own address, such as `/login`. */
  path: string;
  form: URLSearchParams;
  cookie: string;
}

type Page = string | { status?: number; headers?: Record<string, string>; html: string };
export type Serve = (visit: Visit) => Page | Promise<Page>;

/** A real site; each test has a bank of its own there. */
export async function startTestSite() {
  const banks = new Map<string, { serve: Serve; visits: Visit[] }>();

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [, name = '', path = '/'] = /^\/([^/]+)(\/[^?]*)?/.exec(req.url ?? '') ?? [];
    const bank = banks.get(name);
    const chunks: Buffer[] = [];
    for await (const chunk of req) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    if (!bank) {
      res.writeHead(404).end();
      return;
    }
    const visit: Visit = {
      method: req.method ?? 'GET',
      path,
      form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
      cookie: req.headers.cookie ?? '',
    };
    bank.visits.push(visit);
    const page = await bank.serve(visit);
    const { status = 200, headers = {}, html } = typeof page === 'string' ? { html: page } : page;
    res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
    res.end(html);
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The test site listens on no port.');
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    /** Puts a bank there, with `Serve` or the one page that it is. */
    bank(serve: Serve | string): { url: string; visits: Visit[] } {
      const name = `bank-${banks.size + 1}`;
      const visits: Visit[] = [];
      banks.set(name, { serve: typeof serve === 'string' ? () => serve : serve, visits });
      return { url: `${origin}/${name}`, visits };
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type TestSite = Awaited<ReturnType<typeof startTestSite>>;
