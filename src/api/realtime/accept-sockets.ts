import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { unavailable, validationError } from '../access/api-error.js';
import { toApiError } from '../http/error-handler.js';
import { sendRawError } from '../http/malformed-requests.js';
import { type InitialSnapshot, readInitialSnapshot } from './initial-snapshot.js';
import { checkHandshake, subprotocol } from './check-handshake.js';
import { pingSockets } from './socket-pings.js';
import { declineUpgrade } from './decline-upgrade.js';
import { createConnectionQuota } from './connection-quota.js';
import { serveSocket } from './serve-socket.js';
import { watchSignIns } from './watch-sign-ins.js';

interface SocketDeps {
  db: Db;
  ring: KeyRing;
  feed: Pick<EventFeed, 'subscribe'>;
  /** Aborted when this process is shutting down. */
  closing: AbortSignal;
  /** The URL that users reach the service at; pages of this origin may connect, even if a proxy changes `Host`. */
  publicUrl: string;
  log: Logger;
}

interface Reader {
  userId: string;
  signInId: string;
  initial: InitialSnapshot;
  after: EventCursor | undefined;
}

/** RFC 6455, section 7.4.1. */
const closeCodes = { goingAway: 1001, policy: 1008, internalError: 1011 };

/** Clients need not send anything, and what they send is ignored. A longer message closes the socket. */
const maxMessageBytes = 1_024;

const closeTimeoutMs = 2_000;

/** Accepts WebSockets on the server until `closing` is aborted, then closes them. Each user may hold 100 open. */
export function acceptSockets(server: Server, { db, ring, feed, closing, publicUrl, log }: SocketDeps): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: () => subprotocol,
  });
  sockets.on('headers', (headers) => headers.push(`X-Request-Id: ${randomUUID()}`));
  sockets.on('wsClientError', (_error, socket) =>
    sendRawError(
      socket,
      validationError({ path: 'headers', message: 'are not the headers of a valid WebSocket handshake' }),
    ),
  );
  const signIns = watchSignIns({ db, feed, log });
  const quota = createConnectionQuota();
  const stopPinging = pingSockets(sockets.clients);

  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
      declineUpgrade(server, { req, socket, head });
      return;
    }
    const onError = () => socket.destroy();
    socket.on('error', onError);
    prepare(req, socket).then(
      (reader) => {
        socket.off('error', onError);
        if (closing.aborted) sendRawError(socket, unavailable());
        else sockets.handleUpgrade(req, socket, head, (open) => serve(open, reader));
      },
      (error: unknown) => {
        const apiError = toApiError(error);
        if (apiError.code === 'INTERNAL_ERROR') log.error({ err: error }, 'a WebSocket handshake failed');
        sendRawError(socket, apiError);
      },
    );
  });

  async function prepare(req: IncomingMessage, socket: Duplex): Promise<Reader> {
    const { userId, signInId, after } = await checkHandshake(req, { db, ring, publicUrl });
    const release = quota.acquire(userId);
    if (socket.destroyed) release();
    else socket.once('close', release);
    return { userId, signInId, after, initial: await readInitialSnapshot(db, { userId, accountIds: null }) };
  }

  function serve(socket: WebSocket, { userId, signInId, initial, after }: Reader): void {
    socket.on('error', () => undefined); // ws closes the socket after an error
    const unwatch = signIns.watch(signInId, () => close(socket, closeCodes.policy, 'signed out'));
    socket.once('close', unwatch);
    serveSocket({ socket, userId, initial, after, db, ring, feed }).catch((error: unknown) => {
      log.error({ err: error }, 'sending events to a WebSocket failed');
      close(socket, closeCodes.internalError, 'try again');
    });
  }

  const closeAll = () => {
    stopPinging();
    signIns.close();
    for (const socket of sockets.clients) close(socket, closeCodes.goingAway, 'restarting');
  };
  closing.addEventListener('abort', closeAll, { once: true });
}

/** Starts the closing handshake, and drops the connection if the client does not complete it in time. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const terminate = setTimeout(() => socket.terminate(), closeTimeoutMs);
  socket.once('close', () => clearTimeout(terminate));
}
