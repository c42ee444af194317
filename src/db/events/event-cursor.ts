/** The transactions that a snapshot sees: those with ids below `end`, except the running ones. */
export interface SeenTransactions {
  end: string;
  running: readonly string[];
}

/**
 * The position of a reader of events. It has read all events that snapshot `from` sees, and of those that only `to`
 * sees, the ones up to `id`. Ids alone are not enough: they are assigned before the commit, so an event with a smaller
 * id can become visible after one with a larger id was read.
 */
export interface EventCursor {
  from: SeenTransactions;
  to: SeenTransactions;
  id: string;
}

/** The cursor of a reader that has read everything in this PostgreSQL snapshot (`xmin:xmax:running,…`). */
export function cursorAt(snapshot: string): EventCursor {
  const [, end = '', running = ''] = snapshot.split(':');
  const seen = { end, running: running === '' ? [] : running.split(',') };
  return { from: seen, to: seen, id: '0' };
}

/** Before every event. */
const start: EventCursor = cursorAt('0:0:');

const transactions = String.raw`\d{1,18}(?:\.\d{1,18})*`;
const shape = new RegExp(`^(\\d{1,18})_(${transactions})_(${transactions})$`);

/** The cursor as text, for readCursor. */
export function writeCursor({ id, from, to }: EventCursor): string {
  const write = ({ end, running }: SeenTransactions) => [end, ...running].join('.');
  return `${id}_${write(from)}_${write(to)}`;
}

/** Parses the text of writeCursor, or `0` for the start. Undefined for anything else. */
export function readCursor(text: string): EventCursor | undefined {
  if (text === '0') return start;
  const [, id, from, to] = shape.exec(text) ?? [];
  if (id === undefined || from === undefined || to === undefined) return undefined;
  const read = (part: string): SeenTransactions => {
    const [end = '', ...running] = part.split('.');
    return { end, running };
  };
  return { id, from: read(from), to: read(to) };
}
