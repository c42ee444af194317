import { createServer } from 'node:http';
import { createDemoBank } from './app.js';
import type { LedgerEvent } from './ledger.js';
import type { SmsMessage } from './inbox.js';
import { z } from 'zod';

const inboxAnswer = z.object({ messages: z.array(z.custom<SmsMessage>()) });
const approvalSchema = z.object({
  id: z.string(),
  username: z.string(),
  asked_at: z.string(),
  compare: z.string(),
  state: z.enum(['waiting', 'approved', 'refused', 'expired', 'replaced', 'left']),
});
const approvalsAnswer = z.object({ approvals: z.array(approvalSchema) });
const ledgerAnswer = z.object({ events: z.array(z.custom<LedgerEvent>()) });

export type TestBank = Awaited<ReturnType<typeof startTestBank>>;

/** A running demo bank whose clock is set by the test. Delays are recorded, not waited for. */
export async function startTestBank() {
  let time = Date.parse('2026-03-01T12:00:00Z');
  const pauses: number[] = [];
  const app = createDemoBank({
    now: () => time,
    wait(ms) {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The test bank listens on no port.');
  const url = `http://127.0.0.1:${address.port}`;

  /** The records of the site below this path. */
  function below(base: string) {
    async function read(path: string, username: string): Promise<unknown> {
      return (await fetch(`${url}${base}${path}?username=${encodeURIComponent(username)}`)).json();
    }
    async function inbox(username: string): Promise<SmsMessage[]> {
      return inboxAnswer.parse(await read('/inbox', username)).messages;
    }
    async function approvals(username: string): Promise<z.infer<typeof approvalSchema>[]> {
      return approvalsAnswer.parse(await read('/approvals', username)).approvals;
    }
    return {
      inbox,
      /** What a user's phone shows, newest first. */
      approvals,
      /** Decides about the newest approval on a user's phone. Returns the status of the bank's answer. */
      async decide(username: string, decision: 'approve' | 'refuse'): Promise<number> {
        const [newest] = await approvals(username);
        if (!newest) throw new Error(`${username} has nothing to approve.`);
        const body = new URLSearchParams({ decision });
        return (await fetch(`${url}${base}/approvals/${newest.id}`, { method: 'POST', body })).status;
      },
      async ledger(username: string): Promise<LedgerEvent[]> {
        return ledgerAnswer.parse(await read('/ledger', username)).events;
      },
      /** The code in the newest SMS. */
      async newestCode(username: string): Promise<string> {
        const [newest] = await inbox(username);
        const code = newest?.text.match(/: (\w+) is your code/)?.[1];
        if (code === undefined) throw new Error(`No code has come for ${username}.`);
        return code;
      },
    };
  }

  return {
    url,
    pauses,
    ...below(''),
    below,
    now: () => time,
    pass(ms: number): void {
      time += ms;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export interface Page {
  status: number;
  path: string;
  html: string;
  /** The visible content, without the script in the head. */
  main: string;
}

/** A minimal browser: cookies, redirects and forms. */
export function openBrowser(bank: { url: string }, cookies = new Map<string, string>()) {
  async function load(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...Object.fromEntries(new Headers(init.headers)), cookie };
    const answer = await fetch(bank.url + path, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const target = answer.headers.get('location');
    if (target !== null) return load(target);
    const html = await answer.text();
    return { status: answer.status, path, html, main: /<main[^]*<\/main>/.exec(html)?.[0] ?? html };
  }

  function post(
    path: string,
    fields: Record<string, string> | [string, string][],
    headers = {},
  ): Promise<Page> {
    return load(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  return {
    cookies,
    open: (path: string) => load(path),
    post,
    signIn: (username: string, password = 'demo') => post('/login', { username, password }),
    submitCode: (code: string, page = '') => post('/code', { code, page }),
    /** Another browser with the same cookies, as one restored from a checkpoint. */
    clone: () => openBrowser(bank, new Map(cookies)),
  };
}

/** The first of these that a page shows, in the order of the bank files. */
export function seen({ main }: Page): string[] {
  const marks = {
    code_rejected: 'id="otp-error"',
    code_required: 'class="otp-field',
    choice_required: 'id="channels"',
    approval_required: 'id="approval"',
    approval_refused: 'id="approval-refused"',
    question: 'id="security-question"',
    logged_in: 'id="accounts"',
    bad_credentials: 'id="bad-login"',
    account_locked: 'id="locked"',
    unavailable: 'id="down"',
  };
  return Object.entries(marks).flatMap(([name, mark]) => (main.includes(mark) ? [name] : []));
}

export function alertOf({ main }: Page): string | undefined {
  return /class="alert[^>]*>([^<]*)</.exec(main)?.[1]?.trim();
}
