import { readConfig } from './config.js';
import { answerDemoRequest } from './demo/answer-demo-request.js';
import { createDemoClient, type DemoClient } from './demo/client.js';
import { poll } from './demo/poll.js';
import { readInstance, type RunningInstance } from './demo/running-instance.js';
import { exitOnError } from './exit-on-error.js';
import { StartError } from './runtime/start-error.js';

/**
 * `npm run demo`: what a program does, against a running `npm start`. Starts a login of the demo account, polls until the
 * bank asks for something, answers it and waits for the outcome. `npm run demo -- push` uses another user name of the
 * demo bank.
 */
async function main(username = 'otp'): Promise<void> {
  const instance = await readInstance(readConfig(process.env).dataDir);
  const startedAt = Date.now();
  const print = (line: string) =>
    console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const client = await createDemoClient(instance, username);

  if ((await client.status()).session_running) {
    print('The demo account has an open session, which is stopped first.');
    await client.stop();
    await poll('the end of the open session', async () => !(await client.status()).session_running);
  }
  await client.start();
  print('Login started (202). A browser opens the demo bank.');

  const answered = new Set<string>();
  let isUpToPerson = false;
  for (;;) {
    const next = await poll('the next page of the bank', () => readProgress(client, answered));
    if (next.is === 'request') {
      answered.add(next.request.id);
      isUpToPerson ||= next.request.type === 'approval';
      await answerDemoRequest({ client, request: next.request, print });
      continue;
    }
    if (next.is === 'ended' && !isUpToPerson) throw new StartError(`The login ended: ${next.outcome}.`);
    print(next.is === 'running' ? 'The session is running.' : `The login ended: ${next.outcome}.`);
    printLinks(instance, { ledger: client.ledgerPage, workflowId: next.workflowId });
    return;
  }
}

/** A request that was not answered yet, or the end of the login; null while neither is there. */
async function readProgress(client: DemoClient, answered: ReadonlySet<string>) {
  const {
    pending_assistance: request,
    session,
    session_running: isRunning,
    last_session: last,
  } = await client.status();
  if (!isRunning) return { is: 'ended', outcome: last?.outcome ?? 'unknown', workflowId: null } as const;
  if (request && !answered.has(request.id)) return { is: 'request', request } as const;
  return session?.phase === 'running' && ({ is: 'running', workflowId: session.workflow_id } as const);
}

function printLinks(
  { dashboard, temporal_ui, temporal_namespace }: RunningInstance,
  { ledger, workflowId }: { ledger: string; workflowId: string | null },
) {
  console.log(`\nSee it in the dashboard:  ${dashboard}`);
  if (temporal_ui !== null && workflowId !== null)
    console.log(
      `and in Temporal’s UI:     ${temporal_ui}/namespaces/${temporal_namespace}/workflows/${encodeURIComponent(workflowId)}`,
    );
  console.log(`What the bank saw:        ${ledger}`);
}

main(process.argv[2]).catch(exitOnError);
