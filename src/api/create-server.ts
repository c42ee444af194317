import { setMaxListeners } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import type { ApiDeps } from './context/api-deps.js';
import { createApi } from './create-api.js';
import { keepMailboxes } from './mailboxes/keep-mailboxes.js';
import { closePipelinedResponses } from './http/close-pipelined-responses.js';
import { answerMalformedRequests, sendRawError, wrongHost } from './http/malformed-requests.js';
import { toOriginForm } from './http/normalize-path.js';
import { acceptSockets } from './realtime/accept-sockets.js';

/** A client that needs longer than this to send its request is holding a connection, not asking. */
const requestTimeoutMs = 30_000;

/**
 * How long an idle connection is kept. A proxy that keeps it longer than the server would send a request into a closing
 * connection (502). Longer than what nginx and load balancers (60 s) and Caddy (2 min) keep by default.
 */
const defaultKeepAliveSeconds = 130;

/** Requests under way when the server is closed may take this long to finish. */
const drainMs = 10_000;

/** How often to look for held messages that were left behind by a process that died. */
const processMessagesMs = 5_000;

export interface ApiServer {
  /** Starts listening and returns the port, which the system chooses if `port` is 0. */
  listen(at: { host: string; port: number }): Promise<number>;
  /** Ends waiting requests, streams and sockets, lets the others finish within 10 s, and stops listening. */
  close(): Promise<void>;
}

/**
 * The HTTP server of the API: routes, dashboard files and WebSockets on one port. Creating it connects to nothing;
 * the dependencies stay open when it is closed.
 */
export function createServer(
  deps: Omit<ApiDeps, 'closing'>,
  { keepAliveSeconds = defaultKeepAliveSeconds }: { keepAliveSeconds?: number | undefined } = {},
): ApiServer {
  const closing = new AbortController();
  // Each request under way and each held message has a listener, and removes it when it ends. Their number has no bound.
  setMaxListeners(0, closing.signal);
  const api = createApi({ ...deps, closing: closing.signal });
  const app = createApp(api);
  const server = createHttpServer(
    {
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveSeconds * 1_000,
      requireHostHeader: false,
    },
    (req, res) => {
      const hostError = wrongHost(req);
      if (hostError) {
        sendRawError(req.socket, hostError);
        return;
      }
      toOriginForm(req);
      app(req, res);
    },
  );
  answerMalformedRequests(server);
  closePipelinedResponses(server);
  acceptSockets(server, { ...api, log: deps.log.child({ part: 'realtime' }) });
  let processing: NodeJS.Timeout | undefined;
  let stopMailboxes: (() => Promise<void>) | undefined;

  return {
    async listen({ host, port }) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      processing = setInterval(() => api.heldMessages.process(), processMessagesMs);
      stopMailboxes = keepMailboxes({ ...api, log: deps.log.child({ part: 'mailboxes' }) });
      return (server.address() as AddressInfo).port;
    },

    async close() {
      clearInterval(processing);
      closing.abort();
      await Promise.all([drain(server), stopMailboxes?.()]);
    },
  };
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection becomes idle when its request is answered, and would keep the server open.
  const closeIdle = setInterval(() => server.closeIdleConnections(), 100);
  const giveUp = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await closed;
  } finally {
    clearInterval(closeIdle);
    clearTimeout(giveUp);
  }
}
