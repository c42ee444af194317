import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EventCursor } from '../../db/events/event-cursor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { ApiError, unavailable, validationError } from '../access/api-error.js';
import { refuse } from '../http/malformed-requests.js';
import { isOutage } from '../../process/outages.js';
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
  /** Aborted when this process is about to end. */
  closing: AbortSignal;
  /** Where people reach us, whatever a proxy makes of the `Host`. */
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

/** Clients are not asked for anything: what they say is read and dropped, and a long message is no client of ours. */
const longestMessageBytes = 1_024;

const closeWithinMs = 2_000;

/** Takes WebSockets on a server, until the process is closing. */
export function acceptSockets(server: Server, { db, ring, feed, closing, publicUrl, log }: SocketDeps): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessageBytes,
    handleProtocols: () => subprotocol,
  });
  sockets.on('headers', (headers) => headers.push(`X-Request-Id: ${randomUUID()}`));
  sockets.on('wsClientError', (_error, socket) =>
    refuse(socket, validationError({ path: 'headers', message: 'are not those of a WebSocket handshake' })),
  );
  const signIns = watchSignIns({ db, feed, log });
  const places = createConnectionQuota();
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
        if (closing.aborted) refuse(socket, unavailable());
        else sockets.handleUpgrade(req, socket, head, (open) => serve(open, reader));
      },
      (error: unknown) => refuse(socket, asRefusal(error)),
    );
  });

  async function prepare(req: IncomingMessage, socket: Duplex): Promise<Reader> {
    const { userId, signInId, after } = await checkHandshake(req, { db, ring, publicUrl });
    const release = places.take(userId);
    if (socket.destroyed) release();
    else socket.once('close', release);
    return { userId, signInId, after, initial: await readInitialSnapshot(db, { userId, accountIds: null }) };
  }

  function serve(socket: WebSocket, { userId, signInId, initial, after }: Reader): void {
    socket.on('error', () => undefined); // it is closed next, which is all there is to do
    const unwatch = signIns.watch(signInId, () => close(socket, closeCodes.policy, 'signed out'));
    socket.once('close', unwatch);
    serveSocket({ socket, userId, initial, after, db, ring, feed }).catch((error: unknown) => {
      log.error({ err: error }, 'a socket could not be served');
      close(socket, closeCodes.internalError, 'try again');
    });
  }

  function asRefusal(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    if (isOutage(error)) return unavailable();
    log.error({ err: error }, 'a handshake failed');
    return new ApiError('INTERNAL_ERROR');
  }

  const closeAll = () => {
    stopPinging();
    signIns.close();
    for (const socket of sockets.clients) close(socket, closeCodes.goingAway, 'restarting');
  };
  closing.addEventListener('abort', closeAll, { once: true });
}

/** Says goodbye, and hangs up on whoever does not answer it. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const disconnect = setTimeout(() => socket.terminate(), closeWithinMs);
  socket.once('close', () => clearTimeout(disconnect));
}
