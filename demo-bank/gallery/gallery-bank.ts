import { randomBytes } from 'node:crypto';
import type { Approvals } from '../approvals.js';
import { maxAttempts } from '../challenges.js';
import { makeCode, type RandomInt, smsText } from '../codes.js';
import type { Inbox } from '../inbox.js';
import { keepNewest } from '../keep-newest.js';
import type { CodeChannel, Ledger } from '../ledger.js';
import { mailboxOf, phoneOf } from '../phone.js';

export type Refused =
  'bad_credentials' | 'account_locked' | 'unavailable' | 'password_expired' | 'access_denied';

/** What the right credentials lead to, for each user name. */
const users: ReadonlyMap<string, 'session' | Refused> = new Map([
  ['ana', 'session'],
  // Whose codes have all expired when they arrive.
  ['late', 'session'],
  ['locked', 'account_locked'],
  ['down', 'unavailable'],
  ['old', 'password_expired'],
  ['denied', 'access_denied'],
] as const);

export interface GallerySession {
  readonly id: string;
  readonly username: string;
  /** `signed_in`: the credentials were right, and no code has been sent yet. */
  readonly at: 'signed_in' | 'code' | 'accounts' | 'no_attempts_left';
  readonly code: string | null;
  readonly sentAt: number;
  readonly refusals: number;
  /** The approval that the session waits for, or has waited for. */
  readonly approvalId: string | null;
  /** Why the last code was refused. */
  readonly error: string | null;
}

export interface GalleryBankDeps {
  now: () => number;
  random: RandomInt;
  ledger: Ledger;
  inbox: Inbox;
  approvals: Approvals;
  bankName: string;
  codeLength: number;
}

export type GalleryBank = ReturnType<typeof createGalleryBank>;

const codeLifeMs = 4 * 60_000;
const maxSessions = 1_000;

/** `ana+7` behaves like `ana`, as a separate user. */
function nameOf(username: string): string {
  return username.split('+')[0] ?? '';
}

export const isUser = (username: string): boolean => users.has(nameOf(username));

/** The rules of one bank of the gallery, independent of its pages. Its state is kept in memory and bounded. */
export function createGalleryBank(deps: GalleryBankDeps) {
  const { now, random, ledger, inbox, approvals, bankName, codeLength } = deps;
  const sessions = new Map<string, GallerySession>();

  function keep(session: GallerySession): GallerySession {
    keepNewest(sessions, { key: session.id, value: session, most: maxSessions });
    return session;
  }

  function letIn(session: GallerySession): GallerySession {
    ledger.record(session.username, { type: 'logged_in' });
    return keep({ ...session, at: 'accounts', code: null, error: null });
  }

  function findRefusal({ username, code, sentAt }: GallerySession, typed: string) {
    if (typed !== code) return 'wrong';
    return nameOf(username) === 'late' || now() - sentAt > codeLifeMs ? 'expired' : null;
  }

  return {
    find: (id: string): GallerySession | undefined => sessions.get(id),

    /** `isTrusted`: this browser needs no code. Otherwise the session waits for one that is not sent yet. */
    signIn(login: { username: string; isRight: boolean; isTrusted: boolean }): GallerySession | Refused {
      const { username, isRight, isTrusted } = login;
      const outcome = (isRight ? users.get(nameOf(username)) : undefined) ?? 'bad_credentials';
      ledger.record(username, { type: 'login_submitted', accepted: outcome === 'session' });
      if (outcome !== 'session') return outcome;
      const id = randomBytes(24).toString('base64url');
      const session = keep({
        id,
        username,
        at: 'signed_in',
        code: null,
        sentAt: 0,
        refusals: 0,
        approvalId: null,
        error: null,
      });
      return isTrusted ? letIn(session) : session;
    },

    /** Asks the person's app, once for each session. */
    askForApproval(session: GallerySession): GallerySession {
      if (session.approvalId !== null) return session;
      const { id } = approvals.ask(session.username, { refusesAfterMs: null, reachesPhone: true });
      return keep({ ...session, approvalId: id });
    },

    /** Follows what the person decided in the app. */
    followApproval(session: GallerySession): 'waiting' | 'refused' | GallerySession {
      const approval = session.approvalId === null ? undefined : approvals.find(session.approvalId);
      if (approval?.state === 'approved') return session.at === 'accounts' ? session : letIn(session);
      return approval?.state === 'waiting' ? 'waiting' : 'refused';
    },

    answerQuestion(session: GallerySession, isRight: boolean): GallerySession {
      ledger.record(session.username, { type: 'question_answered', accepted: isRight });
      return isRight ? letIn(session) : session;
    },

    chooseChannel(session: GallerySession, channel: CodeChannel): GallerySession {
      ledger.record(session.username, { type: 'channel_chosen', channel });
      return this.sendCode(session, channel);
    },

    sendCode(session: GallerySession, channel: CodeChannel = 'sms'): GallerySession {
      const code = makeCode({ codeLength, alphabet: 'digits' }, random);
      const { full, masked } = channel === 'sms' ? phoneOf(session.username) : mailboxOf(session.username);
      inbox.send(session.username, { to: full, text: smsText(code, bankName), delayMs: 0, copies: 1 });
      ledger.record(session.username, { type: 'code_sent', channel, to: masked });
      return keep({ ...session, at: 'code', code, sentAt: now(), error: null });
    },

    submitCode(session: GallerySession, typed: string): GallerySession {
      const { username, at } = session;
      if (at !== 'code') {
        ledger.record(username, { type: 'code_submitted', accepted: false, reason: 'not_asked' });
        return session;
      }
      const reason = findRefusal(session, typed);
      if (reason === null) {
        ledger.record(username, { type: 'code_submitted', accepted: true });
        return letIn(session);
      }
      ledger.record(username, { type: 'code_submitted', accepted: false, reason });
      const refusals = session.refusals + 1;
      const error = reason === 'wrong' ? 'The code is not correct.' : 'The code has expired.';
      return keep({ ...session, refusals, error, at: refusals < maxAttempts ? 'code' : 'no_attempts_left' });
    },
  };
}
