import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const endedSchema = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

async function backUp(file: string) {
  const run = promisify(execFile)(process.execPath, ['built/cli.js', 'backup', file], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: inject('databaseUrl'),
      SECRET_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
    },
  });
  return endedSchema.parse(await run.catch((error: unknown) => error));
}

it('the command dumps the database for its owner only, or says which pg_dump it needs and leaves no file', async () => {
  const file = join(folder, 'backup.dump');
  const { code, stdout, stderr } = await backUp(file);
  if (code === 0) {
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('PGDMP');
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(stdout).toMatch(/with pg_dump \d+/);
    // A second one does not overwrite the first.
    expect((await backUp(file)).stderr).toContain('exists already');
  } else {
    expect(stderr).toMatch(/^The server is PostgreSQL 18, which needs pg_dump 18; .*\n {2}- /);
    expect(existsSync(file)).toBe(false);
  }
});
