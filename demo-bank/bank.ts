import { randomBytes } from 'node:crypto';
import type { Authenticator } from './authenticator.js';
import { type Challenge, type CodeRefusal, maxAttempts, refusalNotice, resendPauseMs } from './challenges.js';
import { makeCode, type RandomInt, smsText } from './codes.js';
import type { Inbox } from './inbox.js';
import type { Ledger } from './ledger.js';
import { phoneOf } from './phone.js';
import { findScenario, type Scenario } from './scenarios.js';
import type { Session, Sessions } from './sessions.js';
import type { TrustedBrowsers } from './trusted-browsers.js';

const demoPassword = 'demo';

interface BankDeps {
  now: () => number;
  random: RandomInt;
  ledger: Ledger;
  inbox: Inbox;
  sessions: Sessions;
  trustedBrowsers: TrustedBrowsers;
  authenticator: Authenticator;
}

export type SignIn =
  { is: 'session'; session: Session } | { is: 'bad_credentials' | 'locked' | 'unavailable' | 'odd_page' };

export type Bank = ReturnType<typeof createBank>;

/** The bank's rules for logins, codes and resends, independent of HTTP. */
export function createBank(deps: BankDeps) {
  const { now, random, ledger, inbox, sessions, trustedBrowsers, authenticator } = deps;

  function sendCode(username: string, scenario: Scenario): string | null {
    if (scenario.channel === 'app') return null;
    const code = makeCode(scenario, random);
    const { full, masked } = phoneOf(username);
    const { smsDelayMs: delayMs, smsCopies: copies } = scenario;
    inbox.send(username, { to: full, text: smsText(code), delayMs, copies });
    ledger.record(username, { type: 'code_sent', channel: 'sms', to: masked });
    return code;
  }

  function newPage() {
    return { pageNonce: randomBytes(12).toString('base64url'), pageIsOpened: false };
  }

  function startChallenge(username: string, scenario: Scenario, round: number): Challenge {
    const code = sendCode(username, scenario);
    const notice =
      round === 1
        ? null
        : ({ kind: 'info', text: 'Thank you. One more code, please: a new one was sent.' } as const);
    return { round, code, replaced: [], sentAt: now(), refusals: 0, notice, ...newPage() };
  }

  function letIn(session: Session): Session {
    const { sessionLifeMs } = session.scenario;
    ledger.record(session.username, { type: 'logged_in' });
    return sessions.move(session, { at: 'accounts' }, sessionLifeMs === null ? null : now() + sessionLifeMs);
  }

  function findRefusal(session: Session, challenge: Challenge, typed: string): CodeRefusal | null {
    const { username, scenario } = session;
    if (scenario.refusesFirstCode && challenge.refusals === 0) return 'refused_once';
    if (challenge.code === null) {
      const verdict = authenticator.check(username, typed);
      return verdict === 'accepted' ? null : verdict;
    }
    if (challenge.replaced.includes(typed)) return 'replaced';
    if (typed !== challenge.code) return 'wrong';
    return now() - challenge.sentAt > scenario.codeLifeMs ? 'expired' : null;
  }

  function refuse(session: Session, challenge: Challenge, reason: CodeRefusal, typed: string): Session {
    ledger.record(session.username, { type: 'code_submitted', accepted: false, reason });
    const refusals = challenge.refusals + 1;
    if (refusals >= maxAttempts)
      return sessions.move(session, {
        at: session.scenario.locksAfterLastAttempt ? 'locked' : 'no_attempts_left',
      });
    const notice = refusalNotice(reason, typed, refusals);
    return sessions.move(session, {
      at: 'code',
      challenge: { ...challenge, refusals, notice, ...newPage() },
    });
  }

  return {
    signIn(credentials: { username: string; password: string; trustToken: string | undefined }): SignIn {
      const { username, password, trustToken } = credentials;
      const scenario = findScenario(username);
      const isRight = scenario !== undefined && password === demoPassword;
      const isLetOn = isRight && (scenario.atLogin === 'asks_code' || scenario.atLogin === 'lets_in');
      ledger.record(username, { type: 'login_submitted', accepted: isLetOn });
      if (!isRight) return { is: 'bad_credentials' };

      switch (scenario.atLogin) {
        case 'bad_credentials':
        case 'locked':
        case 'unavailable':
        case 'odd_page':
          return { is: scenario.atLogin };
        case 'lets_in':
        case 'asks_code': {
          const needsCode =
            scenario.atLogin === 'asks_code' && !trustedBrowsers.isTrusted(trustToken, username);
          if (!needsCode) {
            return { is: 'session', session: letIn(sessions.create(username, scenario, { at: 'accounts' })) };
          }
          const challenge = startChallenge(username, scenario, 1);
          return { is: 'session', session: sessions.create(username, scenario, { at: 'code', challenge }) };
        }
      }
    },

    submitCode(session: Session, { typed, pageNonce }: { typed: string; pageNonce: string }): Session {
      const { username, scenario, stage } = session;
      if (stage.at !== 'code') {
        ledger.record(username, { type: 'code_submitted', accepted: false, reason: 'not_asked' });
        return session;
      }
      const { challenge } = stage;
      if (scenario.pageBound && pageNonce !== challenge.pageNonce) {
        ledger.record(username, { type: 'code_submitted', accepted: false, reason: 'page_expired' });
        return sessions.move(session, { at: 'expired' });
      }

      const refusal = findRefusal(session, challenge, typed);
      if (refusal !== null) return refuse(session, challenge, refusal, typed);

      ledger.record(username, { type: 'code_submitted', accepted: true });
      if (challenge.round === scenario.rounds) return letIn(session);
      const next = startChallenge(username, scenario, challenge.round + 1);
      return sessions.move(session, { at: 'code', challenge: next });
    },

    resendCode(session: Session): Session {
      const { username, scenario, stage } = session;
      if (stage.at !== 'code' || !scenario.offersResend) return session;
      const { challenge } = stage;
      const waitMs = challenge.sentAt + resendPauseMs - now();
      if (waitMs > 0) {
        const text = `Please wait ${Math.ceil(waitMs / 1000)} s before you ask for another code.`;
        return sessions.move(session, {
          at: 'code',
          challenge: { ...challenge, notice: { kind: 'info', text } },
        });
      }
      const replaced = challenge.code === null ? challenge.replaced : [...challenge.replaced, challenge.code];
      const notice = {
        kind: 'info',
        text: 'We have sent you a new code. The old one no longer works.',
      } as const;
      const code = sendCode(username, scenario);
      return sessions.move(session, {
        at: 'code',
        challenge: { ...challenge, code, replaced, sentAt: now(), notice },
      });
    },

    /**
     * Records that the session's page is opened, and returns the session to show on it. A notice is shown once. A
     * page-bound code page can be opened once: the second time, its challenge expires.
     */
    openPage(session: Session): Session {
      const { stage, scenario } = session;
      if (stage.at !== 'code') return session;
      if (scenario.pageBound && stage.challenge.pageIsOpened)
        return sessions.move(session, { at: 'expired' });
      const opened = { ...stage.challenge, pageIsOpened: true, notice: null };
      sessions.move(session, { at: 'code', challenge: opened });
      return session;
    },
  };
}
