import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { loginWorkflowId } from '../src/temporal/login-messages.js';
import { startDemoLogin, until } from './demo-login.js';
import { withInstance } from './instance.js';
import { signUp } from './support.js';

/**
 * What logins cost at Temporal, counted and not timed: the events, workflow tasks, activities and billable actions of a
 * login with one code, and the heartbeats of a minute in which it waits and of an hour in which its session stays open.
 * Writes `reports/bench-temporal-actions.json`. `node --import tsx bench/temporal-actions.ts [seconds]`
 */

const seconds = Number(process.argv[2] ?? 60);
const results: object[] = [];

// Without spare browsers, so that one at a resumable bank is closed while its login waits.
await withInstance(
  async ({ api, demo_bank: demoBank, temporal_address: address }) => {
    const client = new Client({ connection: await Connection.connect({ address }) });
    const user = await signUp(api);
    for (const [bank, browser, holders] of [
      ['demo-held', 'open', 1],
      ['demo', 'closed', 0],
    ] as const) {
      const login = await startDemoLogin(user, { bank, demoBank });
      const workflow = client.workflow.getHandle(loginWorkflowId(login.accountId));
      await until(async () => ((await isIdle(workflow, holders)) ? true : null));
      await reportHeartbeats(`a minute of waiting, browser ${browser}`, workflow, 60);
      await login.submit(await login.readCode());
      await workflow.result();
      const counted = await count(workflow);
      results.push({ what: `a login with one code, browser ${browser}`, ...counted });
      console.log(
        `a login with one code, browser ${browser}: ${counted.events} events, ${counted.workflowTasks} workflow tasks, ${counted.activities} activities, ${counted.actions} actions and the heartbeats`,
      );
    }
    const login = await startDemoLogin(user, { bank: 'demo-held', demoBank, sessionType: 'persistent' });
    const workflow = client.workflow.getHandle(loginWorkflowId(login.accountId));
    await login.submit(await login.readCode());
    await until(async () => ((await isIdle(workflow, 1, 90)) ? true : null));
    await reportHeartbeats('an hour of a session that stays open', workflow, 3_600);
    await login.stop();
    await workflow.result();
    await client.connection.close();
  },
  { env: { KEEP_SPARE_BROWSERS_SECONDS: '0' } },
);

await mkdir('reports', { recursive: true });
await writeFile('reports/bench-temporal-actions.json', JSON.stringify(results, null, 2));

/** Whether a login waits for something outside of Temporal, with so many activities of this heartbeat timeout. */
async function isIdle(workflow: WorkflowHandle, activities: number, timeoutSeconds = 12): Promise<boolean> {
  const { pendingActivities, pendingWorkflowTask } = (await workflow.describe()).raw;
  const timeouts = (pendingActivities ?? []).map(({ activityOptions }) =>
    Number(activityOptions?.heartbeatTimeout?.seconds),
  );
  return (
    !pendingWorkflowTask &&
    timeouts.length === activities &&
    timeouts.every((timeout) => timeout === timeoutSeconds)
  );
}

/** How often the state of a login changes at Temporal in which nothing happens: that is, its heartbeats. */
async function reportHeartbeats(what: string, workflow: WorkflowHandle, perSeconds: number): Promise<void> {
  const transitions = async () =>
    Number((await workflow.describe()).raw.workflowExecutionInfo?.stateTransitionCount);
  const before = await transitions();
  await sleep(seconds * 1_000);
  const heartbeats = (((await transitions()) - before) * perSeconds) / seconds;
  results.push({ what, heartbeats, countedSeconds: seconds });
  console.log(`${what}: ${heartbeats.toFixed(1)} heartbeats, counted for ${seconds} s`);
}

/**
 * Temporal Cloud bills a start, a signal, a timer, an upsert of search attributes, each attempt of an activity and, once
 * for each workflow task, local activities; see https://docs.temporal.io/cloud/actions.
 */
async function count(workflow: WorkflowHandle) {
  const { events } = await workflow.fetchHistory();
  const has = (name: string) =>
    events?.filter((event) => name in event && event[name as keyof typeof event]).length ?? 0;
  const activities = has('activityTaskScheduledEventAttributes');
  const tasksWithLocalActivities = new Set(
    events
      ?.map(({ markerRecordedEventAttributes: marker }) => marker)
      .filter((marker) => marker?.markerName === 'core_local_activity')
      .map((marker) => String(marker?.workflowTaskCompletedEventId)),
  ).size;
  return {
    events: events?.length ?? 0,
    workflowTasks: has('workflowTaskScheduledEventAttributes'),
    activities,
    actions:
      has('workflowExecutionStartedEventAttributes') +
      has('workflowExecutionSignaledEventAttributes') +
      has('timerStartedEventAttributes') +
      has('upsertWorkflowSearchAttributesEventAttributes') +
      activities +
      tasksWithLocalActivities,
  };
}
