import pg from 'pg';
import { z } from 'zod';
import { eventsChannel } from './events.js';

const noticeSchema = z.object({
  id: z.string(),
  type: z.string(),
  accountId: z.string().nullable(),
  userId: z.string(),
});

/** The notice that an event was recorded. The event itself is in the table `events`. */
export type EventNotice = z.infer<typeof noticeSchema>;

/** `gap`: notices may have been missed while the connection was down, so the listener has to read the database. */
type Listener = (notice: EventNotice | 'gap') => void;

export type EventFeed = ReturnType<typeof createEventFeed>;

const retryMs = 500;

/**
 * Notifies the listeners of this process of every event that any process records, over one LISTEN connection that
 * reconnects when it breaks. After each connect, listeners get `gap`.
 */
export function createEventFeed({
  databaseUrl,
  onOutage,
}: {
  databaseUrl: string;
  onOutage: (error: Error) => void;
}) {
  const listeners = new Set<Listener>();
  const notify = (notice: EventNotice | 'gap') => listeners.forEach((listener) => listener(notice));
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    const connecting = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 5_000,
      // Detects a server that disappeared within minutes instead of hours. Until then, readers also poll.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = connecting;
    connecting.on('notification', ({ payload }) => {
      const note = noticeSchema.safeParse(JSON.parse(payload ?? 'null'));
      if (note.success) notify(note.data);
    });
    let isBroken = false;
    const reconnect = (error: Error) => {
      if (isBroken || isClosed) return;
      isBroken = true;
      onOutage(error);
      connecting.end().catch(() => undefined); // already broken
      retry = setTimeout(() => void connect(), retryMs);
    };
    connecting.on('error', reconnect);
    connecting.on('end', () => reconnect(new Error('the connection ended')));
    try {
      await connecting.connect();
      await connecting.query(`listen ${pg.escapeIdentifier(eventsChannel)}`);
      notify('gap');
    } catch (error) {
      reconnect(error instanceof Error ? error : new Error('could not connect', { cause: error }));
    }
  }
  void connect();

  return {
    /** Calls the listener for every event from now on, until the returned function is called. */
    subscribe(listener: Listener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined); // may be broken already
    },
  };
}
