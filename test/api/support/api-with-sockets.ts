import { WebSocket } from 'ws';
import { z } from 'zod';
import { type RealtimeEvent, realtimeEventSchema } from '../../../src/api/realtime/wire-realtime-event.js';
import { until } from '../../support/until.js';
import { serveApi, type ServerDeps } from './api-under-test.js';

/** The API, and functions that open its sockets and event streams. */
export async function serveWithSockets(deps: ServerDeps, atPort = 0) {
  const api = await serveApi(deps, atPort);
  const { url } = api;

  const ticketSchema = z.object({ ticket: z.string(), ttl_seconds: z.literal(30), cursor: z.string() });
  const ticketAnswer = (token: string) => api.answer(ticketSchema, 'POST', '/realtime/ticket', { token });
  const ticketFor = async (token: string): Promise<string> => (await ticketAnswer(token)).ticket;

  return {
    ...api,
    ticketFor,
    ticketAnswer,
    connect: (protocols: string[], options: ConnectOptions = {}) => connect(url, protocols, options),
    /** An open socket of this user, which continues after the event `after` if that is given. */
    async listen(token: string, after?: string): Promise<OpenSocket> {
      const path = after === undefined ? '/realtime' : `/realtime?after=${after}`;
      const answer = await connect(url, ['realtime.v1', await ticketFor(token)], { path });
      if (typeof answer === 'number') throw new Error(`the handshake was answered ${answer}`);
      return answer;
    },
    follow: (key: string, headers: Record<string, string> = {}) => follow(url, key, headers),
  };
}

interface ConnectOptions {
  origin?: string;
  path?: string;
}

const socketEventSchema = realtimeEventSchema.extend({ id: z.string().optional() });

export interface OpenSocket {
  socket: WebSocket;
  heard: (RealtimeEvent & { id?: string | undefined })[];
  /** Its close code. */
  closed: Promise<number>;
  /** `X-Request-Id` of the handshake's answer. */
  requestId: string;
}

/** Opens a socket. Returns the HTTP status if the handshake was refused. */
export function connect(
  url: string,
  protocols: string[],
  { origin, path = '/realtime' }: ConnectOptions = {},
) {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + path, protocols, {
    ...(origin === undefined ? {} : { origin }),
  });
  const heard: OpenSocket['heard'] = [];
  socket.on('message', (bytes: Buffer) => {
    heard.push(socketEventSchema.parse(JSON.parse(bytes.toString('utf8'))));
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  return new Promise<OpenSocket | number>((resolve, reject) => {
    socket.once('upgrade', ({ headers }) => {
      const requestId = String(headers['x-request-id']);
      socket.once('open', () => resolve({ socket, heard, closed, requestId }));
    });
    socket.once('unexpected-response', (_req, res) => {
      resolve(res.statusCode ?? 0);
      res.resume();
    });
    socket.on('error', reject);
  });
}

export interface Streamed {
  id: string | undefined;
  event: RealtimeEvent;
}

/** Reads server-sent events until `stop` is called. */
async function follow(url: string, key: string, headers: Record<string, string>) {
  const stop = new AbortController();
  const response = await fetch(`${url}/v1/events`, {
    headers: { Authorization: `Api-Key ${key}`, ...headers },
    signal: stop.signal,
  });
  const { body } = response;
  const streamed: Streamed[] = [];
  const state = { text: '', lastId: '', isOver: false };
  const reading = (async () => {
    if (!body) return;
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body as AsyncIterable<Uint8Array>) {
      const text = decoder.decode(bytes, { stream: true });
      state.text += text;
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const id = /^id: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (id !== undefined) state.lastId = id;
        if (data !== undefined) streamed.push({ id, event: realtimeEventSchema.parse(JSON.parse(data)) });
      }
    }
  })()
    .catch(() => undefined) // closed by `stop` or by the server
    .finally(() => (state.isOver = true));
  return {
    response,
    streamed,
    state,
    async stop(): Promise<void> {
      stop.abort();
      await reading;
    },
  };
}

export const untilHeard = (events: readonly unknown[], count: number) =>
  until(() => events.length >= count, `${count} events`);
