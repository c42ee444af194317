import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { pingSockets } from './socket-pings.js';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const stop = pingSockets(server.clients, 100);
afterEach(() => {
  stop();
  server.close();
});

it('drops a client that no longer answers, and keeps one that does', async () => {
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  };
  const silent = await open();
  silent.pause();
  const [ofSilent] = server.clients;
  const dropped = new Promise((resolve) => ofSilent?.once('close', resolve));
  const answering = await open();
  await dropped;
  expect(answering.readyState).toBe(WebSocket.OPEN);
  expect(server.clients.size).toBe(1);
  answering.terminate();
  silent.terminate();
});
