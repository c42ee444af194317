import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { createDemoBank } from '../../demo-bank/app.js';
import { banksUnderFault, type BankUnderFault } from './banks-under-fault.js';
import type { Random } from '../storm/random.js';

const formSchema = z.object({
  username: z.string().default(''),
  code: z.union([z.string(), z.array(z.string()).transform((digits) => digits.join(''))]).default(''),
});
/** The session id of a bank that has it in addresses and forms. */
const sessionSchema = z.object({ session: z.string().default('') });
const approvalsSchema = z.object({ approvals: z.array(z.object({ id: z.uuid(), state: z.string() })) });
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });
const ledgerSchema = z.object({
  events: z.array(
    z.object({ type: z.string(), accepted: z.boolean().optional(), state: z.string().optional() }),
  ),
});

const formFields = z.record(z.string(), z.unknown());

/** Whose codes and ledger are read. */
interface User {
  bank: BankUnderFault;
  username: string;
}

/** The moments at which the bank can pause for one user. */
export type Moment =
  /** Name and password have arrived; no code is sent yet. */
  | 'login'
  /** The code was sent; the page that asks for it is not shown yet. */
  | 'prompt'
  /** Another code was requested and is not sent yet. */
  | 'resending'
  /** The other code was sent; the page that says so is not shown yet. */
  | 'resent'
  /** Another browser opens the code page. */
  | 'reopening'
  /** A code or another answer has arrived and is not judged yet. */
  | 'judging'
  /** The code was accepted; the page that says so is not shown yet. */
  | 'accepted';

/** A pause of the bank, which ends when it is released. */
export interface Pause {
  isReached: () => boolean;
  release: () => void;
}

interface OpenPause {
  isReached: boolean;
  released: Promise<void>;
  release: () => void;
}

/** What the bank saw of one user. */
export interface Seen {
  /** Cookies of the visits that began with name and password, oldest first. */
  visits: string[];
  /** Codes in the order of their arrival, with their visit. */
  typed: { visit: string; code: string }[];
  promptsShown: number;
  /** Another code was requested, and the page after that has not been loaded yet. */
  isResending: boolean;
}

/**
 * The demo bank, in the process of the suite so that no fault reaches it. It delays each page, and pauses where the
 * test says, so that a fault can strike at any moment of a login. Requests are recorded in front of the bank,
 * independently of the service under test.
 */
export async function openWatchedBank(random: Random) {
  const seen = new Map<string, Seen>();
  const pauses = new Map<string, OpenPause>();
  const userOf = new Map<string, string>();
  const of = (username: string): Seen => {
    const known = seen.get(username) ?? { visits: [], typed: [], promptsShown: 0, isResending: false };
    seen.set(username, known);
    return known;
  };

  async function pauseAt(username: string, moment: Moment): Promise<void> {
    const pause = pauses.get(`${username} ${moment}`);
    if (pause) {
      pause.isReached = true;
      await pause.released;
    }
    await sleep(random.whole(50, 300));
  }

  const visitorOf = (req: Request): string => userOf.get(visitOf(req)) ?? '';

  const atLogin: RequestHandler = async (req, res, next) => {
    const { username } = formSchema.parse(req.body);
    await pauseAt(username, 'login');
    res.once('finish', () => {
      const visit = visitIn(String(res.getHeader('set-cookie') ?? ''));
      if (visit === '') return;
      userOf.set(visit, username);
      of(username).visits.push(visit);
    });
    next();
  };
  const atCodePage: RequestHandler = async (req, _res, next) => {
    const username = visitorOf(req);
    const user = of(username);
    const moment = user.promptsShown === 0 ? 'prompt' : user.isResending ? 'resent' : 'reopening';
    user.promptsShown += 1;
    user.isResending = false;
    await pauseAt(username, moment);
    next();
  };
  const atResend: RequestHandler = async (req, _res, next) => {
    const username = visitorOf(req);
    await pauseAt(username, 'resending');
    of(username).isResending = true;
    next();
  };
  const atCode: RequestHandler = async (req, _res, next) => {
    const visit = visitOf(req);
    const username = userOf.get(visit) ?? 'a visit that nobody began';
    of(username).typed.push({ visit, code: formSchema.parse(req.body).code });
    await pauseAt(username, 'judging');
    next();
  };
  const atAnswer: RequestHandler = async (req, _res, next) => {
    await pauseAt(visitorOf(req), 'judging');
    next();
  };
  const atAccounts: RequestHandler = async (req, _res, next) => {
    await pauseAt(visitorOf(req), 'accepted');
    next();
  };

  const front = express();
  front.use(express.urlencoded({ extended: false }));
  for (const path of new Set(banksUnderFault.map((bank) => bank.path))) {
    front.post(`${path}/login`, atLogin);
    front.get(`${path}/code`, atCodePage);
    front.post(`${path}/code`, atCode);
    front.post([`${path}/code/again`, `${path}/again`], atResend);
    front.post([`${path}/channel`, `${path}/question`, `${path}/approval/code`], atAnswer);
    front.get(`${path}/accounts`, atAccounts);
  }
  front.use(createDemoBank());
  const server = createServer(front);
  const url = await listen(server);

  async function read<T>({ bank, username }: User, record: string, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${url}${bank.path}/${record}?username=${encodeURIComponent(username)}`);
    return schema.parse(await response.json());
  }

  return {
    url,
    seen: of,

    /** Makes the bank pause at this moment of this user's login, until it is released. */
    pause(username: string, moment: Moment): Pause {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const pause: OpenPause = { isReached: false, released, release };
      pauses.set(`${username} ${moment}`, pause);
      return { isReached: () => pause.isReached, release };
    },

    /** The codes on the user's phone, oldest first. */
    async codes(user: User): Promise<string[]> {
      const { messages } = await read(user, 'inbox', inboxSchema);
      return messages.flatMap(({ text }) => /: (\w+) is your code/.exec(text)?.[1] ?? []).reverse();
    },

    /** Approves what the user's phone shows, unless nothing waits there. */
    async approve(user: User): Promise<void> {
      const { approvals } = await read(user, 'approvals', approvalsSchema);
      const waiting = approvals.find(({ state }) => state === 'waiting');
      if (!waiting) return;
      const body = new URLSearchParams({ decision: 'approve' });
      await fetch(`${url}${user.bank.path}/approvals/${waiting.id}`, { method: 'POST', body });
    },

    async ledger(user: User) {
      return (await read(user, 'ledger', ledgerSchema)).events;
    },

    async close(): Promise<void> {
      for (const { release } of pauses.values()) release();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type WatchedBank = Awaited<ReturnType<typeof openWatchedBank>>;

const visitIn = (cookies: string): string =>
  /\b(?:demo_bank|gallery)_session=([^;,\s]+)/.exec(cookies)?.[1] ?? '';

function visitOf({ query, body, headers }: Request): string {
  const { session } = sessionSchema.parse({ ...query, ...formFields.parse(body ?? {}) });
  return session === '' ? visitIn(headers.cookie ?? '') : session;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bank listens on no port');
  return `http://127.0.0.1:${address.port}`;
}
