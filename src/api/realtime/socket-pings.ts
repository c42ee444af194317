import type { WebSocket } from 'ws';

/** Shorter than the minute after which proxies usually close an idle connection. */
const defaultIntervalMs = 20_000;

/**
 * Pings every socket at this interval, and drops those that have not answered the previous ping: their client is gone,
 * or too slow to read events. Returns a function that stops the pings.
 */
export function pingSockets(sockets: ReadonlySet<WebSocket>, intervalMs = defaultIntervalMs): () => void {
  const unanswered = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (unanswered.has(socket)) {
        socket.terminate();
        continue;
      }
      unanswered.add(socket);
      socket.once('pong', () => unanswered.delete(socket));
      socket.ping();
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
