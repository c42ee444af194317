import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { quietHeartbeatMs, withHeartbeat } from '../src/activities/heartbeat.js';
import { createLoginReports } from '../src/activities/login-report-activities.js';
import type { HolderEnd } from '../src/activities/holder-end.js';
import type { StepAnswer } from '../src/assistance/step-answer.js';
import { openDatabase } from '../src/db/open.js';
import { ensureSearchAttributes } from '../src/runtime/ensure-search-attributes.js';
import { freePort } from '../src/runtime/ports.js';
import {
  browserReady,
  type HoldBrowserInput,
  loginWorkflowId,
  loginWorkflowType,
  taskQueues,
} from '../src/temporal/login-messages.js';
import { readWorkflowBundle } from '../src/worker/workflow-bundle.js';
import { createAccount, createUser } from '../test/support/create-rows.js';
import { startServices } from './services.js';

/**
 * What many sessions cost at Temporal that only stay open: the actions that its server counts, as Temporal Cloud does.
 * Workflows, reports and heartbeats are real; the holders have no browsers. Writes `reports/bench-idle-sessions.json`.
 * `node --import tsx bench/idle-sessions.ts [sessions] [seconds]`
 */

const sessions = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 180);
const ownQueue = 'idle-sessions';

const metricsPort = await freePort();
const services = await startServices({ metricsPort });
const db = openDatabase({ databaseUrl: services.databaseUrl });
const connection = await Connection.connect({ address: services.temporalAddress });
const native = await NativeConnection.connect({ address: services.temporalAddress });
await ensureSearchAttributes(connection, 'default');
const client = new Client({ connection });

/** Ends the first holder of a login when the quiet one has taken over. */
const relieve = new Map<string, () => void>();
let quiet = 0;

async function holdBrowser(input: HoldBrowserInput): Promise<HolderEnd> {
  const { cancelled, info } = Context.current();
  return withHeartbeat<HolderEnd>(
    async () => {
      if (input.isQuiet) {
        relieve.get(input.loginId)?.();
        quiet += 1;
        return await cancelled;
      }
      const relieved = new Promise<void>((resolve) => relieve.set(input.loginId, resolve));
      const { workflowId = '' } = info.workflowExecution ?? {};
      await client.workflow.getHandle(workflowId).signal(browserReady, {
        holdNumber: input.holdNumber,
        queue: ownQueue,
        rules: {
          expiresSeconds: null,
          maxAttempts: null,
          resendAfterSeconds: null,
          stepSeconds: 30,
          resumable: false,
          releaseWhileWaiting: false,
        },
      });
      await Promise.race([relieved, cancelled]);
      return 'relieved';
    },
    input.isQuiet ? quietHeartbeatMs : undefined,
  );
}

const common = {
  connection: native,
  maxHeartbeatThrottleInterval: '2s',
  defaultHeartbeatThrottleInterval: '2s',
} as const;
const many = { maxConcurrentActivityTaskExecutions: 2 * sessions };
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: taskQueues.logins,
    workflowBundle: await readWorkflowBundle('logins'),
    maxCachedWorkflows: 100,
    activities: createLoginReports({ db, startDeliveries: () => Promise.resolve() }),
  }),
  Worker.create({ ...common, taskQueue: taskQueues.browsers, activities: { holdBrowser }, ...many }),
  Worker.create({
    ...common,
    taskQueue: ownQueue,
    activities: { holdBrowser, openLogin: (): Promise<StepAnswer> => Promise.resolve({ is: 'logged_in' }) },
    ...many,
  }),
]);
const running = Promise.all(workers.map((worker) => worker.run()));

async function startSession(userId: string): Promise<void> {
  const accountId = await createAccount(db, { userId });
  const loginId = randomUUID();
  await client.workflow.start(loginWorkflowType, {
    workflowId: loginWorkflowId(accountId),
    taskQueue: taskQueues.logins,
    args: [
      {
        ...{ loginId, accountId, bankCode: 'idle', loginMode: 'simple', sessionType: 'persistent' },
        otpWaitSeconds: 60,
      },
    ],
    memo: { loginId },
  });
}

/** The actions of the server's own counter, of all kinds. */
async function countActions(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const lines = text.split('\n').filter((line) => /^action(_total)?\{/.test(line));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

try {
  const userId = await createUser(db);
  for (let started = 0; started < sessions; started += 10) {
    await Promise.all(Array.from({ length: Math.min(10, sessions - started) }, () => startSession(userId)));
    // Not more at once than the machine can bring to rest.
    while (quiet < started - 50) await sleep(100);
  }
  while (quiet < sessions) await sleep(100);
  const atStart = await countActions();
  console.log(`${sessions} sessions are open: ${(atStart / sessions).toFixed(1)} actions each`);
  // The tasks that follow a change of holders have ended when nothing but heartbeats is counted.
  await sleep(10_000);
  const before = await countActions();
  await sleep(seconds * 1_000);
  const perHour = ((await countActions()) - before) / sessions / (seconds / 3_600);
  console.log(
    `a session that only stays open: ${perHour.toFixed(1)} actions an hour, counted for ${seconds} s`,
  );
  await mkdir('reports', { recursive: true });
  const result = { sessions, countedSeconds: seconds, actionsAnHour: perHour };
  await writeFile('reports/bench-idle-sessions.json', JSON.stringify(result, null, 2));
  if (quiet !== sessions) throw new Error('a session was held again: it was not idle');
} finally {
  for (const worker of workers) worker.shutdown();
  await running;
  await native.close();
  await connection.close();
  await db.destroy();
  await services.stop();
}
