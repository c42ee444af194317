/** Which transactions a read could see: those below `end` that were not running. */
export interface SeenTransactions {
  end: string;
  running: readonly string[];
}

/**
 * How far a reader of events has come: it has had what `from` saw, and of what `to` saw in addition the events up to
 * the one with this id. Exact where ids alone are not: they are taken before the commit, so a smaller one can
 * appear after a larger one was read.
 */
export interface EventCursor {
  from: SeenTransactions;
  to: SeenTransactions;
  id: string;
}

/** The cursor of whoever has had all that PostgreSQL's snapshot (`xmin:xmax:running,…`) saw. */
export function cursorAt(snapshot: string): EventCursor {
  const [, end = '', running = ''] = snapshot.split(':');
  const seen = { end, running: running === '' ? [] : running.split(',') };
  return { from: seen, to: seen, id: '0' };
}

/** Before every event. */
const start: EventCursor = cursorAt('0:0:');

const transactions = String.raw`\d{1,18}(?:\.\d{1,18})*`;
const shape = new RegExp(`^(\\d{1,18})_(${transactions})_(${transactions})$`);

export function writeCursor({ id, from, to }: EventCursor): string {
  const write = ({ end, running }: SeenTransactions) => [end, ...running].join('.');
  return `${id}_${write(from)}_${write(to)}`;
}

/** Reads what `writeCursor` wrote, and `0` for the start; undefined for anything else. */
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
