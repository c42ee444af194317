import { randomUUID } from 'node:crypto';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import type { RunningPart } from '../../src/runtime/part.js';
import { createCaller } from '../api/support/caller.js';
import { family } from '../faults/processes.js';
import { until } from '../support/until.js';
import type { Installation } from './installation.js';

export type Kind =
  | 'session that can move'
  | 'session that cannot move'
  | 'login that waits, resumable'
  | 'login that waits, held';

/** On a busy machine with two cores, and many logins beside it. */
const patienceMs = 120_000;

/** A user of the installation, whose API may be an older build, and the logins of its accounts. */
export async function signUpUser({
  bank,
  db,
  temporal,
  url,
}: Pick<Installation, 'bank' | 'db' | 'temporal' | 'url'>) {
  const caller = createCaller(url, { isOlderBuild: true });
  const { token } = await caller.signUp();
  const { key } = await caller.addKey(token);

  /** Starts a login of a new account, and waits until it is what it should be. */
  async function open(kind: Kind) {
    const isSession = kind.startsWith('session');
    const isAtResumable = kind === 'session that can move' || kind === 'login that waits, resumable';
    const username = `otp+${randomUUID().slice(0, 8)}`;
    const fields = {
      bank_username: username,
      bank_password: 'demo',
      session_type: isSession ? 'persistent' : 'one-shot',
      otp_wait_seconds: 900,
    };
    const accountId = await caller.addAccount(token, fields, isAtResumable ? 'demo' : 'demo-held');
    const workflow = temporal.workflow.getHandle(loginWorkflowId(accountId));
    const row = () =>
      db
        .selectFrom('logins')
        .select(['phase', 'outcome', 'reason', 'ended_at'])
        .where('account_id', '=', accountId)
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst();
    const call = async (method: string, path: string, json?: object) => {
      const reply = await caller.call(method, path, { token, ...(json && { json }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    };
    /** `running` and so on, or how the login ended. */
    const state = async (): Promise<string> => {
      const found = await row();
      if (!found?.ended_at) return found?.phase ?? 'starting';
      return [found.outcome, found.reason].filter(Boolean).join(', ');
    };
    const opened = {
      kind,
      accountId,
      state,
      untilState: (wanted: string) =>
        until(async () => (await state()) === wanted, `a ${kind} to be ${wanted}`, patienceMs),
      /** Starts a login of the account. */
      start: () => call('POST', `/accounts/${accountId}/scrape`),
      isOpen: async () => (await workflow.describe()).status.name === 'RUNNING',
      /** Submits the code of the bank's message. */
      answer: async () => call('POST', `/accounts/${accountId}/otp`, { code: await bank.code(username) }),
      stop: () => call('POST', `/accounts/${accountId}/kill`),
      /** What the bank saw: one login, and one code, if nothing went wrong. */
      ledger: async () => (await bank.ledger(username)).filter((event) => !event.startsWith('logged')),
      /** Whether one of these processes keeps the session open, as its workflow knows. */
      isKeptBy: async (pids: readonly number[]): Promise<boolean> => {
        const { pendingActivities } = (await workflow.describe()).raw;
        return (pendingActivities ?? []).some(
          ({ lastWorkerIdentity, activityOptions }) =>
            pids.some((pid) => lastWorkerIdentity?.includes(`-${pid}-`)) &&
            Number(activityOptions?.heartbeatTimeout?.seconds) === 90,
        );
      },
    };
    await opened.start();
    await opened.untilState('waiting_for_code');
    if (isSession) await opened.answer();
    if (isSession) await opened.untilState('running');
    return opened;
  }

  return { caller, token, key, open };
}

export type Opened = Awaited<ReturnType<Awaited<ReturnType<typeof signUpUser>>['open']>>;

/** What the bank saw of a login with one code. */
export const oneLogin = ['login_submitted', 'code_sent', 'code_submitted:yes'];

/** The ids of a worker's processes, if it was started through npm too. */
export const pidsOf = ({ identity }: RunningPart): Promise<number[]> => family(identity.pid);

/** Waits until a worker keeps all these sessions open; answers how many seconds that took. */
export async function untilKept(
  sessions: readonly Opened[],
  worker: RunningPart,
  timeoutMs: number,
): Promise<number> {
  const startedAt = performance.now();
  const pids = await pidsOf(worker);
  for (const session of sessions)
    await until(
      () => session.isKeptBy(pids),
      `a ${session.kind} to be kept by another worker; it is ${await session.state()}`,
      timeoutMs - (performance.now() - startedAt),
    );
  return (performance.now() - startedAt) / 1_000;
}

/** How many logins of each kind are in which state. */
export async function countStates(all: readonly Opened[]): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const one of all) {
    const line = `${one.kind}: ${await one.state()}`;
    counted[line] = (counted[line] ?? 0) + 1;
  }
  return counted;
}
