import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Attempt, createLedger, isLoggedIn, type Ledger } from './ledger.js';
import type { PagePlan, Stage } from './page-plan.js';

export interface Secrets {
  username: string;
  password: string;
  code: string;
}

export interface Verdict {
  ok: boolean;
}

const loginBody = z.object({ user: z.string(), pass: z.string() });
const codeBody = z.object({ code: z.string() });

/**
 * The server of one bank for one login: judges what arrives, writes the ledger, and keeps verdicts until the
 * page fetches them.
 */
export function createBankServer(plan: PagePlan, secrets: Secrets) {
  const ledger: Ledger = createLedger();
  const listeners = new Set<(verdict: Verdict) => void>();
  /** Verdicts that no event stream or poll has fetched yet. */
  const undelivered: { stream?: Verdict | undefined; poll?: Verdict | undefined } = {};

  async function decide(attempts: Attempt[], text: string, thinksMs: number, isRight: () => boolean) {
    const attempt: Attempt = { text, arrivedMs: performance.now(), decided: null };
    attempts.push(attempt);
    await pause(thinksMs);
    const isAccepted = isRight();
    attempt.decided = { atMs: performance.now(), isAccepted };
    return { ok: isAccepted };
  }

  return {
    ledger,
    /** The current stage of this login, whichever page is requested. */
    stage(): Stage | 'home' {
      if (isLoggedIn(ledger)) return 'home';
      return ledger.logins.some(({ decided }) => decided?.isAccepted) ? 'code' : 'login';
    },

    async judge(stage: Stage, body: unknown): Promise<Verdict> {
      const { thinksMs } = plan[stage];
      if (stage === 'login') {
        const { user, pass } = loginBody.parse(body);
        const isRight = (): boolean =>
          plan.isPasswordRight && user === secrets.username && pass === secrets.password;
        return await decide(ledger.logins, `${user}\n${pass}`, thinksMs, isRight);
      }
      const { code } = codeBody.parse(body);
      // A code is valid for one submission; the second one is rejected.
      const isFirst = ledger.codes.every(({ text }) => text !== code);
      const isRight = (): boolean => isFirst && this.stage() === 'code' && code === secrets.code;
      return await decide(ledger.codes, code, thinksMs, isRight);
    },

    /** Sends a verdict to the event streams of this login, or keeps it for the next stream or poll. */
    deliver(stage: Stage, verdict: Verdict): void {
      if (plan[stage].ask !== 'stream') undelivered.poll = verdict;
      else if (listeners.size === 0) undelivered.stream = verdict;
      else for (const listener of listeners) listener(verdict);
    },

    /** Opens an event stream; the function that it returns closes it. */
    listen(listener: (verdict: Verdict) => void): () => void {
      listeners.add(listener);
      if (undelivered.stream) listener(undelivered.stream);
      delete undelivered.stream;
      return () => void listeners.delete(listener);
    },

    /** A new page: the event streams of the page before may still look open, and would take its verdict. */
    forgetStreams(): void {
      listeners.clear();
    },

    poll(): Verdict | null {
      const verdict = undelivered.poll ?? null;
      delete undelivered.poll;
      return verdict;
    },

    /** Records an address that contains a secret. */
    noteAddress(query: string): void {
      if (query.includes(secrets.password)) ledger.passwordsInAddress += 1;
    },
  };
}

export type BankServer = ReturnType<typeof createBankServer>;
