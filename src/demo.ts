import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from './config.js';
import { createDemoClient, type DemoClient } from './demo/client.js';
import { readInstance, type RunningInstance } from './demo/running-instance.js';
import { exitOnError } from './exit-on-error.js';
import { StartError } from './runtime/start-error.js';

/** Longer than the code's deadline, so that an expired login is told as such and not as a hang. */
const patienceMs = 200_000;
const pollEveryMs = 500;

/**
 * What a relay does, against a running `npm start`: starts the demo account's login, learns by polling that a
 * code is needed, reads it in the phone's inbox, posts it, and sees what became of it.
 */
async function main(): Promise<void> {
  const instance = await readInstance(readConfig(process.env).dataDir);
  const startedAt = Date.now();
  const say = (line: string) =>
    console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const client = await createDemoClient(instance);

  if ((await client.status()).session_running) {
    say('The demo account has an open session: stopping it first.');
    await client.stop();
    await poll('the end of the open session', async () => !(await client.status()).session_running);
  }
  await client.start();
  say('Login started: 202. A browser opens the demo bank.');

  const { request, workflowId } = await poll('an assistance request', () => waitingCode(client));
  say(`The bank asks for a code: ${describe(request)}. It waits until ${request.expires_at}.`);

  const message = await poll('the SMS', async () => client.newestMessage(request.requested_at));
  say(`The phone got an SMS: ${message.text.replace(/\d/g, '•')}`);

  const code = /\b\d{6}\b/.exec(message.text)?.[0];
  if (code === undefined) throw new StartError('The SMS holds no code of six digits.');
  const submissionId = await client.submit(code, request.id);
  say('Code posted: 202, recorded.');

  const outcome = await poll('the bank’s verdict', () => client.outcome(submissionId));
  say(`The bank has answered: the code was ${outcome}.`);
  if (outcome !== 'accepted') throw new StartError('The demo login did not succeed.');
  await poll('the session', async () => (await client.status()).session?.phase === 'running');
  say('The session is running.');
  tellWhereToLook(instance, workflowId);
}

async function waitingCode(client: DemoClient) {
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

function tellWhereToLook(
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

async function poll<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new StartError(`Waited in vain for ${what}.`);
    await sleep(pollEveryMs);
  }
}

main().catch(exitOnError);
