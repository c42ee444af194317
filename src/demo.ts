import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from './config.js';
import { createDemoClient, type DemoClient } from './demo/client.js';
import { readInstance, type RunningInstance } from './demo/running-instance.js';
import { exitOnError } from './exit-on-error.js';
import { StartError } from './runtime/start-error.js';

/** Longer than the deadline of a code, so that an expired login is reported as such and not as a timeout. */
const timeoutMs = 200_000;
const pollEveryMs = 500;

/**
 * `npm run demo`: what a relay does, against a running `npm start`. Starts a login of the demo account, polls until a
 * code is needed, reads the code from the demo bank's SMS inbox, submits it and waits for the outcome.
 */
async function main(): Promise<void> {
  const instance = await readInstance(readConfig(process.env).dataDir);
  const startedAt = Date.now();
  const print = (line: string) =>
    console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const client = await createDemoClient(instance);

  if ((await client.status()).session_running) {
    print('The demo account has an open session, which is stopped first.');
    await client.stop();
    await poll('the end of the open session', async () => !(await client.status()).session_running);
  }
  await client.start();
  print('Login started (202). A browser opens the demo bank.');

  const { request, workflowId } = await poll('an assistance request', () => readRequest(client));
  print(`The bank asks for a code: ${describe(request)}. The request expires at ${request.expires_at}.`);

  const message = await poll('the SMS', async () => client.newestMessage(request.requested_at));
  print(`The phone received an SMS: ${message.text.replace(/\d/g, '•')}`);

  const code = /\b\d{6}\b/.exec(message.text)?.[0];
  if (code === undefined) throw new StartError('The SMS has no code of six digits.');
  const submissionId = await client.submit(code, request.id);
  print('Code submitted (202): it is recorded.');

  const outcome = await poll('the bank’s verdict', () => client.outcome(submissionId));
  print(`The bank has responded: the code was ${outcome}.`);
  if (outcome !== 'accepted') throw new StartError('The demo login did not succeed.');
  await poll('the session', async () => (await client.status()).session?.phase === 'running');
  print('The session is running.');
  printLinks(instance, workflowId);
}

/** The pending request with the id of its workflow; null while there is none. Throws if the login has ended. */
async function readRequest(client: DemoClient) {
  const {
    pending_assistance: request,
    session,
    session_running: isRunning,
    last_session: last,
  } = await client.status();
  if (!isRunning)
    throw new StartError(`The login ended before it asked for a code: ${last?.outcome ?? 'unknown'}.`);
  return request && session && { request, workflowId: session.workflow_id };
}

const describe = ({ descriptor }: { descriptor: { length: number | null; type: string } }) =>
  `${descriptor.length ?? 'some'} characters, ${descriptor.type}`;

function printLinks(
  { dashboard, temporal_ui, temporal_namespace, demo_bank }: RunningInstance,
  workflowId: string,
) {
  console.log(`\nSee it in the dashboard:  ${dashboard}`);
  if (temporal_ui !== null)
    console.log(
      `and in Temporal’s UI:     ${temporal_ui}/namespaces/${temporal_namespace}/workflows/${encodeURIComponent(workflowId)}`,
    );
  console.log(`What the bank saw:        ${demo_bank}/ledger?username=otp`);
}

async function poll<T>(what: string, read: () => Promise<T | null | undefined | false>): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt)
      throw new StartError(
        `No sign of ${what} within ${timeoutMs / 1_000} s. See the logs of the running instance.`,
      );
    await sleep(pollEveryMs);
  }
}

main().catch(exitOnError);
