import type { WebSocket } from 'ws';

/** Shorter than the minute after which proxies usually drop a silent connection. */
const everyMs = 20_000;

/** Pings every socket, and drops those that have not answered by the next ping: gone, or too slow to be told anything. */
export function pingSockets(sockets: ReadonlySet<WebSocket>, intervalMs = everyMs): () => void {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once('pong', () => silent.delete(socket));
      socket.ping();
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
