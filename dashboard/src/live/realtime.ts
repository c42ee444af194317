import { useEffect, useSyncExternalStore } from 'react';
import { refreshListedAccount } from '../api/account-list';
import { wholeListMs } from '../api/merge-into-list';
import { isProblem } from '../api/problem';
import { keys, queryClient } from '../api/query-client';
import { request } from '../api/request';
import { realtimeEventSchema, ticketSchema } from '../api/schemas';
import { refreshWaiting } from './refresh-waiting';

/**
 * The WebSocket on which the server announces changes. An event says which account has changed, and only that account is
 * loaded again, so that a missed or repeated event does no harm. While the socket is connected, polling slows
 * down and is only a safety net.
 */
let isConnected = false;
const listeners = new Set<() => void>();

function setConnected(connected: boolean): void {
  if (isConnected === connected) return;
  isConnected = connected;
  for (const listener of listeners) listener();
}

const useIsConnected = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isConnected,
  );

/** The polling interval: `ms` without the WebSocket, at least `wholeListMs` while it is connected. */
export function usePollMs(ms: number): number {
  return useIsConnected() ? Math.max(ms, wholeListMs) : ms;
}

function handleMessage(message: unknown): void {
  const parsed = realtimeEventSchema.safeParse(typeof message === 'string' ? JSON.parse(message) : null);
  if (!parsed.success) return;
  const { type, accountId } = parsed.data;
  if (accountId === null) return;
  if (type.startsWith('assistance.')) refreshWaiting(accountId);
  refreshListedAccount(accountId);
  void queryClient.invalidateQueries({ queryKey: keys.account(accountId) });
}

const reconnectDelaysMs = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** Keeps the WebSocket connected as long as the component is mounted. */
export function useRealtime(): void {
  useEffect(() => {
    let isClosed = false;
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;

    const reconnectLater = () => {
      setConnected(false);
      if (isClosed) return;
      const delayMs = reconnectDelaysMs[Math.min(failures, reconnectDelaysMs.length - 1)] ?? 20_000;
      failures += 1;
      timer = setTimeout(() => void connect(), delayMs * (0.75 + Math.random() / 2));
    };

    const connect = async () => {
      try {
        const { ticket } = await request('/realtime/ticket', ticketSchema, { method: 'POST' });
        if (isClosed) return;
        const address = new URL('/api/realtime', location.href);
        address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
        socket = new WebSocket(address, ['realtime.v1', ticket]);
        socket.onopen = () => {
          failures = 0;
          setConnected(true);
          // Changes while the socket was not connected were not announced.
          void queryClient.invalidateQueries();
        };
        socket.onmessage = ({ data }: MessageEvent<unknown>) => handleMessage(data);
        socket.onclose = reconnectLater;
      } catch (error) {
        if (isProblem(error, 'UNAUTHORIZED')) return;
        reconnectLater();
      }
    };

    void connect();
    return () => {
      isClosed = true;
      clearTimeout(timer);
      if (socket !== null) socket.onclose = null;
      socket?.close();
      setConnected(false);
    };
  }, []);
}
