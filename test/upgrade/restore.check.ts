import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunningPart } from '../../src/runtime/part.js';
import { runCommand } from '../../src/runtime/run-command.js';
import { until } from '../support/until.js';
import { type Installation, prepareInstallation, thisBuild } from './installation.js';
import { startPostgresWithTools } from './postgres-with-tools.js';
import { oneLogin, pidsOf, signUpUser } from './sessions.js';

/** A backup by the command and a restore by docs/operations.md, while logins wait and a session is open. */

let postgres: Awaited<ReturnType<typeof startPostgresWithTools>>;
let installation: Installation;
let api: RunningPart;
let worker: RunningPart;
let user: Awaited<ReturnType<typeof signUpUser>>;

const onServer = (statement: string) =>
  runCommand(postgres.tool('psql'), [postgres.serverUrl, '-c', statement], { timeout: 60_000 });
const databaseUrlOn = (server: string): string => {
  const url = new URL(server);
  url.pathname = '/restored';
  return url.href;
};

beforeAll(async () => {
  postgres = await startPostgresWithTools();
  await onServer('create database restored');
  installation = await prepareInstallation({ databaseUrl: databaseUrlOn(postgres.serverUrl) });
  await installation.migrate();
  await start();
  user = await signUpUser(installation);
});
afterAll(async () => {
  await installation.close();
  await onServer('drop database restored with (force)');
  await postgres.stop();
});

let starts = 0;
async function start(): Promise<void> {
  starts += 1;
  api = await installation.startApi(`api-${starts}`);
  worker = await installation.startWorker(`worker-${starts}`);
}

const statusSchema = z.object({ session_running: z.boolean(), pending_assistance: z.unknown() });
async function statusOf(accountId: string) {
  const reply = await user.caller.call('GET', `/v1/accounts/${accountId}/status`, { key: user.key });
  return statusSchema.parse(reply.body);
}

it('a restore ends at once what began after the backup, and costs no login and no session from before', async () => {
  const waiting = await user.open('login that waits, resumable');
  const answered = await user.open('login that waits, resumable');
  const session = await user.open('session that can move');
  const later = await user.open('login that waits, resumable');
  await later.answer();
  await later.untilState('logged_in, completed');

  const file = join(installation.folder, 'backup.dump');
  const { stdout } = await runCommand(process.execPath, ['built/cli.js', 'backup', file], {
    cwd: thisBuild,
    env: installation.env,
    timeout: 60_000,
  });
  console.log(stdout.trim());

  await answered.answer();
  await answered.untilState('logged_in, completed');
  // Of an account that the backup knows, and of one that it does not know.
  await later.start();
  await later.untilState('waiting_for_code');
  const unknown = await user.open('login that waits, resumable');

  await Promise.all([api.stop(30_000), worker.stop(90_000)]);
  await onServer('drop database restored with (force)');
  await onServer('create database restored');
  const databaseUrl = databaseUrlOn(postgres.serverUrl);
  await runCommand(postgres.tool('pg_restore'), ['--no-owner', `--dbname=${databaseUrl}`, file], {
    timeout: 60_000,
  });
  await installation.migrate();
  await start();
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);

  const asked: unknown[] = [];
  await until(async () => {
    asked.push((await statusOf(later.accountId)).pending_assistance);
    return !(await later.isOpen());
  }, 'the end of the login that began after the backup');
  console.log(`the login that began after the backup ended ${seconds()} s after the start`);
  // Nobody was asked for a code that could not have been typed.
  expect(asked.filter(Boolean)).toEqual([]);
  const events = await user.caller.call('GET', `/accounts/${later.accountId}/events`, { token: user.token });
  expect(events.text).toContain('page_lost');

  await until(async () => !(await unknown.isOpen()), 'the end of the login of an unknown account');
  await until(
    async () => !(await statusOf(answered.accountId)).session_running,
    'the answered login to be closed',
  );
  console.log(`everything agreed ${seconds()} s after the start`);
  await waiting.answer();
  await waiting.untilState('logged_in, completed');
  expect(await waiting.ledger()).toEqual(oneLogin);
  const pids = await pidsOf(worker);
  await until(() => session.isKeptBy(pids), 'the session to go on');
  expect(await session.state()).toBe('running');
  expect(await session.ledger()).toEqual(oneLogin);
  await session.stop();
  await session.untilState('logged_in, stopped');
});
