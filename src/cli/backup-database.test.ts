import { describe, expect, it } from 'vitest';
import { chooseDumpProgram, connectionVariables } from './backup-database.js';

describe('pg_dump', () => {
  const at = (major: number) => ({ path: `/bin/${major}`, major });

  it.each([
    [[15, 18, 19], 18, 18],
    [[19, 17], 18, 19],
    [[15], 15, 15],
  ])('of the versions %j dumps a server of %i with %i', (majors, server, chosen) => {
    expect(chooseDumpProgram(majors.map(at), server).major).toBe(chosen);
  });

  it('that is older than the server, or missing, is refused with the way to get one', () => {
    expect(() => chooseDumpProgram([at(15)], 18)).toThrow('needs pg_dump 18; /bin/15 is 15.');
    expect(() => chooseDumpProgram([], 18)).toThrow(/there is none[^]*postgresql-client-18/);
  });

  it('gets the connection in variables', () => {
    expect(connectionVariables('postgres://us%40er:p%2Fw@db.example:5433/logins?sslmode=require')).toEqual({
      PGHOST: 'db.example',
      PGPORT: '5433',
      PGUSER: 'us@er',
      PGPASSWORD: 'p/w',
      PGDATABASE: 'logins',
      PGSSLMODE: 'require',
    });
    expect(connectionVariables('postgres:///logins?host=/run/pg')).toEqual({
      PGHOST: '/run/pg',
      PGDATABASE: 'logins',
    });
  });
});
