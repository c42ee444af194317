import pg from 'pg';
import { z } from 'zod';
import { eventsChannel } from './events.js';

const noticeSchema = z.object({
  id: z.string(),
  type: z.string(),
  accountId: z.string().nullable(),
  userId: z.string(),
});

/** That an event was recorded; the event itself stands in its row. */
export type EventNotice = z.infer<typeof noticeSchema>;

/** `gap`: notes may have been missed while the connection was down, so look for yourself. */
type Listener = (heard: EventNotice | 'gap') => void;

export type EventFeed = ReturnType<typeof createEventFeed>;

const retryMs = 500;

/**
 * Tells this process of every event that is recorded anywhere, over one connection that is made at once and
 * made again when it breaks. Nothing here is lost for good: whoever hears of a gap looks into the database.
 */
export function createEventFeed({
  databaseUrl,
  onOutage,
}: {
  databaseUrl: string;
  onOutage: (error: Error) => void;
}) {
  const listeners = new Set<Listener>();
  const tell = (heard: EventNotice | 'gap') => listeners.forEach((listener) => listener(heard));
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    const connecting = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 5_000,
      // A peer that vanished without a word is found out in minutes, not hours; readers look by themselves too.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = connecting;
    connecting.on('notification', ({ payload }) => {
      const note = noticeSchema.safeParse(JSON.parse(payload ?? 'null'));
      if (note.success) tell(note.data);
    });
    let isBroken = false;
    const breakOff = (error: Error) => {
      if (isBroken || isClosed) return;
      isBroken = true;
      onOutage(error);
      connecting.end().catch(() => undefined); // it is broken already
      retry = setTimeout(() => void connect(), retryMs);
    };
    connecting.on('error', breakOff);
    connecting.on('end', () => breakOff(new Error('the connection ended')));
    try {
      await connecting.connect();
      await connecting.query(`listen ${pg.escapeIdentifier(eventsChannel)}`);
      tell('gap');
    } catch (error) {
      breakOff(error instanceof Error ? error : new Error('could not connect', { cause: error }));
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
      await client?.end().catch(() => undefined); // it may be broken already
    },
  };
}
