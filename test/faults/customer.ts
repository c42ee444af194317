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
const statusSchema = z.object({
  session_running: z.boolean(),
  pending_assistance: z
    .object({ id: z.uuid(), resend: z.object({ available_at: z.coerce.date().nullable() }) })
    .nullable(),
});

/**
 * One account and its relay, which behaves as docs/api.md asks: it polls, posts each code once under an idempotency
 * key, and repeats what got no definite answer.
 */
export interface FaultedLogin {
  accountId: string;
  username: string;
  bank: BankUnderFault;
  /** Submissions that were answered 202. */
  promised: { id: string; code: string }[];
  /** Codes that were posted. */
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
      const { pending_assistance: pending } = await status(login);
      if (pending) return pending;
      if (Date.now() > giveUpAt) throw new Error(`${login.username} was never asked for a code`);
      await sleep(lookEveryMs);
    }
  }

  /** Posts the newest code on the phone, unless it was posted before. Resolves when it was recorded or refused. */
  async function answer(login: FaultedLogin, requestId: string): Promise<void> {
    const code = (await bank.codes(login)).at(-1) ?? '';
    if (login.posted.has(code)) return;
    login.posted.add(code);
    const reply = await callUntilAvailable('POST', `/v1/accounts/${login.accountId}/otp`, {
      key,
      json: { code, request_id: requestId },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    if (reply.status !== 202) return;
    login.promised.push({ id: submittedSchema.parse(reply.body).submission_id, code });
  }

  /** Follows a login and submits its codes until the session has ended. Returns the time at which that was seen. */
  async function untilEnded(login: FaultedLogin, { answers }: { answers: boolean }): Promise<number> {
    const giveUpAt = Date.now() + patienceMs * 2;
    for (;;) {
      const { session_running: isRunning, pending_assistance: pending } = await status(login);
      if (!isRunning) return Date.now();
      if (answers && pending) await answer(login, pending.id);
      if (Date.now() > giveUpAt) throw new Error(`the login of ${login.username} does not end`);
      await sleep(lookEveryMs);
    }
  }

  return {
    answer,

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
      return untilEnded(login, { answers: false });
    },

    /** Waits for a pending request and returns its id. */
    async pending(login: FaultedLogin): Promise<string> {
      return (await untilAsked(login)).id;
    },

    /** Waits until the bank may be asked for another code. */
    async untilResendIsOffered(login: FaultedLogin): Promise<void> {
      const { resend } = await untilAsked(login);
      if (!resend.available_at) throw new Error(`${login.username} is offered no other code`);
      await sleep(resend.available_at.getTime() - Date.now() + 100);
    },

    async resend(login: FaultedLogin): Promise<void> {
      login.resends += 1;
      const reply = await caller.call('POST', `/v1/accounts/${login.accountId}/otp/resend`, { key });
      if (reply.status !== 202) throw new Error(`no other code is sent: ${reply.text}`);
    },

    untilEnded,
  };
}

export type Customer = Awaited<ReturnType<typeof signUpCustomer>>;

/** No connection, or one that broke: the call may or may not have arrived. Anything else is a failure of the suite. */
function ifNotConnected(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error;
}
