import pg from 'pg';
import { vi } from 'vitest';
import { openDatabase } from '../../src/db/open.js';

/**
 * A connection pool of its own to this database, whose statements are counted. Each is one round trip, `begin` and
 * `commit` too.
 */
export function openCountedDatabase(databaseUrl: string) {
  const name = 'counted';
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  const db = openDatabase({ databaseUrl: url.href });
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const isCounted = (client: object): boolean =>
    'connectionParameters' in client &&
    client.connectionParameters instanceof Object &&
    'application_name' in client.connectionParameters &&
    client.connectionParameters.application_name === name;
  const sent = (): string[] =>
    query.mock.calls.flatMap(([statement], call) =>
      isCounted(query.mock.contexts[call] ?? {}) ? [textOf(statement)] : [],
    );

  return {
    db,
    /**
     * The statements that were sent during an action, which is repeated: the fewest count, as only work in the
     * background can add to those of a request.
     */
    async statementsOf(action: () => Promise<void>, times = 3): Promise<string[]> {
      const counts: string[][] = [];
      for (let n = 0; n < times; n += 1) {
        query.mockClear();
        await action();
        counts.push(sent());
      }
      const [fewest = []] = counts.toSorted((a, b) => a.length - b.length);
      return fewest;
    },
    async close(): Promise<void> {
      query.mockRestore();
      await db.destroy();
    },
  };
}

const textOf = (statement: unknown): string =>
  statement instanceof Object && 'text' in statement ? String(statement.text) : String(statement);
