import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type CallOptions, createCaller, type Reply } from '../api/support/caller.js';
import type { BankUnderFault } from './banks-under-fault.js';
import type { Installation } from './installation.js';
import type { WatchedBank } from './watched-bank.js';

/** How long the service may be unavailable before the suite fails. */
const patienceMs = 120_000;
const lookEveryMs = 200;

const submittedSchema = z.object({ submission_id: z.uuid(), request_id: z.uuid() });
const pendingSchema = z.object({
  id: z.uuid(),
  type: z.enum(['otp', 'choice', 'approval', 'question']),
  attempts: z.int(),
  resend: z.object({ available_at: z.coerce.date().nullable() }).nullable(),
});
const statusSchema = z.object({ session_running: z.boolean(), pending_assistance: pendingSchema.nullable() });

export type Pending = z.output<typeof pendingSchema>;
export type Answer = { code: string } | { option: string } | { text: string };

/**
 * One account and its relay, which behaves as docs/api.md asks: it polls, posts each answer once under an idempotency
 * key, and repeats what got no definite answer.
 */
export interface FaultedLogin {
  accountId: string;
  username: string;
  bank: BankUnderFault;
  /** Submissions that were answered 202. */
  promised: { id: string; answer: Answer }[];
  /** Codes, options and texts that were posted. */
  posted: Set<string>;
  /** How many times another code was requested. */
  resends: number;
}

/** A user of the installation with a key, who creates accounts and submits their codes during all faults. */
export async function signUpCustomer(installation: Installation, bank: WatchedBank) {
  const { api } = await installation.ready();
  const caller = createCaller(api);
  const { token } = await caller.signUp();
  const { key } = await caller.addKey(token, { scopes: ['otp:write', 'status:read'] });

  /** Repeats a call until the service can be reached and does not answer with a 5xx. */
  async function callUntilAvailable(method: string, path: string, options: CallOptions): Promise<Reply> {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      const reply = await caller.call(method, path, options).catch(ifNotConnected);
      if (reply && reply.status < 500) return reply;
      if (Date.now() > giveUpAt) throw new Error(`${method} ${path} got no answer in ${patienceMs} ms`);
      await sleep(lookEveryMs);
    }
  }

  async function status({ accountId }: FaultedLogin): Promise<z.output<typeof statusSchema>> {
    const reply = await callUntilAvailable('GET', `/v1/accounts/${accountId}/status`, { key });
    return statusSchema.parse(reply.body);
  }

  async function untilAsked(login: FaultedLogin) {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      const { session_running: isRunning, pending_assistance: pending } = await status(login);
      if (pending) return pending;
      if (!isRunning)
        throw new Error(`the login of ${login.username} ended before it was asked for anything`);
      if (Date.now() > giveUpAt) throw new Error(`${login.username} was never asked for anything`);
      await sleep(lookEveryMs);
    }
  }

  /** Posts an answer, unless it was posted before. Resolves when it was recorded or refused. */
  async function submit(login: FaultedLogin, requestId: string, answer: Answer): Promise<void> {
    const [given = ''] = Object.values(answer);
    if (login.posted.has(given)) return;
    login.posted.add(given);
    const path = `/v1/accounts/${login.accountId}/${'code' in answer ? 'otp' : 'answer'}`;
    const reply = await callUntilAvailable('POST', path, {
      key,
      json: { ...answer, request_id: requestId },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    if (reply.status !== 202) return;
    login.promised.push({ id: submittedSchema.parse(reply.body).submission_id, answer });
  }

  /** Submits the newest code on the phone. */
  async function submitCode(login: FaultedLogin, { id }: Pick<Pending, 'id'>): Promise<void> {
    await submit(login, id, { code: (await bank.codes(login)).at(-1) ?? '' });
  }

  /**
   * Follows a login until the session has ended, and calls `respond` each time that it is seen to wait. Returns the time
   * at which the end was seen.
   */
  async function untilEnded(
    login: FaultedLogin,
    respond?: (login: FaultedLogin, pending: Pending) => Promise<void>,
  ): Promise<number> {
    const giveUpAt = Date.now() + patienceMs * 2;
    for (;;) {
      const { session_running: isRunning, pending_assistance: pending } = await status(login);
      if (!isRunning) return Date.now();
      if (pending) await respond?.(login, pending);
      if (Date.now() > giveUpAt) throw new Error(`the login of ${login.username} does not end`);
      await sleep(lookEveryMs);
    }
  }

  return {
    submit,
    submitCode,

    async newLogin(at: BankUnderFault, username: string, waitSeconds: number) {
      const fields = {
        bank_username: username,
        bank_password: 'demo',
        otp_wait_seconds: waitSeconds,
        fatal_after_failures: 10,
      };
      const accountId = await caller.addAccount(token, fields, at.code);
      const login: FaultedLogin = {
        accountId,
        username,
        bank: at,
        promised: [],
        posted: new Set(),
        resends: 0,
      };
      return login;
    },

    async start({ accountId }: FaultedLogin): Promise<void> {
      const reply = await caller.call('POST', `/accounts/${accountId}/scrape`, { token });
      if (reply.status !== 202) throw new Error(`the login did not start: ${reply.text}`);
    },

    /** Starts a login without a code as soon as the service accepts it. Returns the time at which its session had ended. */
    async logInAnew(login: FaultedLogin): Promise<number> {
      const path = `/accounts/${login.accountId}/scrape`;
      const reply = await callUntilAvailable('POST', path, { token });
      // An earlier call whose response was lost may have started it.
      if (reply.status !== 202 && reply.status !== 409)
        throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return untilEnded(login);
    },

    /** Waits for a pending request. */
    untilAsked,

    /** Waits until the bank may be asked for another code. */
    async untilResendIsOffered(login: FaultedLogin): Promise<void> {
      const { resend } = await untilAsked(login);
      if (!resend?.available_at) throw new Error(`${login.username} is offered no other code`);
      await sleep(resend.available_at.getTime() - Date.now() + 100);
    },

    async resend(login: FaultedLogin): Promise<void> {
      login.resends += 1;
      const reply = await caller.call('POST', `/v1/accounts/${login.accountId}/otp/resend`, { key });
      if (reply.status !== 202) throw new Error(`no other code is sent: ${reply.text}`);
    },

    /** The picture that a pending request needs, a PNG. */
    async picture({ accountId }: FaultedLogin, { id }: Pending): Promise<Buffer> {
      const path = `/v1/accounts/${accountId}/assistance-requests/${id}/picture`;
      const response = await fetch(api + path, { headers: { Authorization: `Api-Key ${key}` } });
      if (response.headers.get('content-type') !== 'image/png')
        throw new Error(`${path}: ${response.status} and no picture`);
      return Buffer.from(await response.arrayBuffer());
    },

    untilEnded,
  };
}

export type Customer = Awaited<ReturnType<typeof signUpCustomer>>;

/** No connection, or one that broke: the call may or may not have arrived. Anything else is a failure of the suite. */
function ifNotConnected(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error;
}
