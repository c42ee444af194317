import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { createRandom, type Random } from '../storm/random.js';
import { bankPage, framePage, momentPage } from './bank-page.js';
import { type BankServer, createBankServer, type Secrets } from './bank-server.js';
import { type PagePlan, type Stage, stages } from './page-plan.js';

interface Bank {
  name: string;
  plan: PagePlan;
  server: BankServer;
  random: Random;
}

const newsAfterMs = 25_000;
const socketMessage = z.object({ stage: z.enum(stages), body: z.unknown() });
const nextOf = { login: 'code', code: 'home' } as const;

/** A site with a bank for each login. It delays every response by `latencyMs`, plus or minus half of that. */
export async function startBankSite({ latencyMs }: { latencyMs: number }) {
  const banks = new Map<string, Bank>();
  const late = async ({ random }: Bank): Promise<void> => {
    if (latencyMs > 0) await pause(random.whole(latencyMs / 2, (latencyMs * 3) / 2));
  };

  function find(req: IncomingMessage): { bank: Bank; path: string; query: string } | null {
    const url = new URL(req.url ?? '/', origin);
    const [, name = '', path = ''] = url.pathname.split('/');
    const bank = banks.get(name);
    return bank ? { bank, path, query: url.search.slice(1) } : null;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const found = find(req);
    if (!found) {
      res.writeHead(404).end();
      return;
    }
    const { bank, path, query } = found;
    bank.server.noteAddress(query);
    const body = await textOf(req);
    await late(bank);
    const [stage, way] = path.split('.');
    if (req.method === 'POST' && way && (stage === 'login' || stage === 'code'))
      await judge({ bank, stage, way, body, res });
    else if (path === 'events') sendEvents(bank, req, res);
    else await serve({ bank, path, query, res });
  }

  /** Answers a request that contains what was typed. */
  async function judge(asked: { bank: Bank; stage: Stage; way: string; body: string; res: ServerResponse }) {
    const { bank, stage, way, body, res } = asked;
    const isForm = way === 'form' || way === 'frame';
    const typed: unknown = JSON.parse(isForm ? (new URLSearchParams(body).get('typed') ?? '') : body);
    const verdict = bank.server.judge(stage, typed);
    if (way === 'submit') {
      json(res, {});
      const decided = await verdict;
      await late(bank);
      bank.server.deliver(stage, decided);
      return;
    }
    const { ok } = await verdict;
    if (way === 'json') json(res, { ok });
    else if (way === 'frame') html(res, framePage({ ok }));
    else res.writeHead(303, { location: `/${bank.name}/${ok ? nextOf[stage] : `${stage}?refused`}` }).end();
  }

  async function serve(asked: { bank: Bank; path: string; query: string; res: ServerResponse }) {
    const { bank, path, query, res } = asked;
    const { plan, server, name } = bank;
    switch (path) {
      case 'login':
      case 'code':
      case 'home': {
        server.forgetStreams();
        const now = server.stage();
        // Opening the login page again starts over; any other address shows the page of the current stage.
        const stage = path === 'login' ? 'login' : now;
        const isRefused = query === 'refused' && stage === path;
        const isKnown = isRefused || query === 'known';
        html(res, bankPage({ plan, base: `${origin}/${name}`, stage, isRefused, isKnown }));
        return;
      }
      case 'moment':
        html(res, momentPage(query));
        return;
      case 'me':
        await pause(plan.flashMs);
        res.writeHead(401).end();
        return;
      case 'result':
        json(res, server.poll() ?? { isPending: true });
        return;
      case 'news':
        await pause(newsAfterMs, undefined, { ref: false });
        json(res, {});
        return;
      case 'alive':
      case 'seen':
        json(res, {});
        return;
      default:
        res.writeHead(404).end();
        return;
    }
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, req) => {
    const bank = find(req)?.bank;
    if (!bank) {
      socket.close();
      return;
    }
    socket.on('message', (data) => {
      judgeMessage(bank, socket, data).catch(() => socket.terminate());
    });
  });
  async function judgeMessage(bank: Bank, socket: WebSocket, data: RawData): Promise<void> {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    const { stage, body } = socketMessage.parse(JSON.parse(text));
    const verdict = await bank.server.judge(stage, body);
    await late(bank);
    socket.send(JSON.stringify(verdict));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The site listens on no port.');
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    /** Opens a bank for one login. `seed` is for its network. */
    open(name: string, plan: PagePlan, secrets: Secrets, seed: number): { url: string; server: BankServer } {
      const bank = { name, plan, server: createBankServer(plan, secrets), random: createRandom(seed) };
      banks.set(name, bank);
      return { url: `${origin}/${name}`, server: bank.server };
    },
    async close(): Promise<void> {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type BankSite = Awaited<ReturnType<typeof startBankSite>>;

function sendEvents({ server }: Bank, req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(': hello\n\n');
  const stop = server.listen((verdict) => res.write(`data: ${JSON.stringify(verdict)}\n\n`));
  req.on('close', stop);
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function json(res: ServerResponse, body: object): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function html(res: ServerResponse, body: string): void {
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
}
