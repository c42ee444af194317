import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  await writeFile(join(folder, 'broken.yaml'), 'code: 7\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** The error output of an entry point that exits with 1. No process listens at ports 1 and 2. */
async function errorOutputOf(entry: string, env: Record<string, string> = {}): Promise<string> {
  const ended = run(process.execPath, [`built/${entry}.js`], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:2',
      SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
      JWT_SECRET: randomBytes(32).toString('hex'),
      ...env,
    },
  });
  const { code, stderr } = await ended.then(
    () => ({ code: 0, stderr: '' }),
    (error: unknown) => error as { code: number; stderr: string },
  );
  expect(code).toBe(1);
  // A stack is printed for bugs only.
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr).not.toContain('secret');
  return stderr;
}

it.each([
  ['worker', 'Temporal cannot be reached', 'TEMPORAL_ADDRESS'],
  ['migrate', 'PostgreSQL cannot be reached', 'DATABASE_URL'],
])('%s prints what it cannot reach, and what to do', async (entry, problem, variable) => {
  expect(await errorOutputOf(entry)).toMatch(
    new RegExp(`^${problem}: .*\n {2}- start it, or name another with ${variable}\n$`),
  );
});

it.each(['worker', 'server'])('%s prints the errors of a bank file', async (entry) => {
  expect(await errorOutputOf(entry, { BANKS_DIR: folder })).toContain('broken.yaml:1: code: ');
});

it('a bank in TypeScript is loaded, and checked', async () => {
  const banks = join(folder, 'modules');
  await mkdir(banks);
  await writeFile(join(banks, 'package.json'), '{ "type": "module" }');
  await writeFile(join(banks, 'typed.ts'), 'const code: number = 7;\nexport default { code };\n');
  expect(await errorOutputOf('worker', { BANKS_DIR: banks })).toContain('typed.ts: default.code: ');
});

it('hash-pictures prints the hashes of keys for a bank file', async () => {
  const pixels = Uint8Array.from({ length: 72 }, (_, at) => (at === 0 ? 200 : 10));
  const [key, broken] = [join(folder, '7.png'), join(folder, 'broken.yaml')];
  await writeFile(key, encode({ width: 9, height: 8, channels: 1, data: pixels }));
  const hash = (file: string) => run(process.execPath, ['built/hash-pictures.js', file]);
  expect((await hash(key)).stdout).toBe("'8000000000000000': '7'\n");
  await expect(hash(broken)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${broken} cannot be read as a PNG`) as string,
  });
});

it('demo prints that npm start is not running', async () => {
  expect(await errorOutputOf('demo', { DATA_DIR: folder })).toContain('Run `npm start` in another terminal');
});
