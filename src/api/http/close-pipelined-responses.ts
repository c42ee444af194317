import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Makes every response emit `close` when its connection breaks. Node does that only for the response that is being
 * sent. A response to a pipelined request, which comes after it on the same connection, would never emit it: its
 * request would wait on, and what is released on `close` (abort listeners, connection quotas) would be kept
 * until the process ends.
 */
export function closePipelinedResponses(server: Server): void {
  const pipelined = new WeakMap<Socket, Set<ServerResponse>>();
  server.prependListener('request', ({ socket }, res) => {
    // Node assigns the socket when the responses before this one are sent.
    if (res.socket !== null) return;
    const waiting = pipelined.get(socket) ?? waitingOn(socket);
    waiting.add(res);
    res.once('close', () => waiting.delete(res));
  });

  /** One listener for each connection, however many requests are pipelined on it. */
  function waitingOn(socket: Socket): Set<ServerResponse> {
    const waiting = new Set<ServerResponse>();
    pipelined.set(socket, waiting);
    socket.once('close', () => {
      for (const res of waiting) if (res.socket === null) res.emit('close');
    });
    return waiting;
  }
}
