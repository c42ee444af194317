import { randomBytes } from 'node:crypto';
import type { Approvals } from './approvals.js';
import type { Authenticator } from './authenticator.js';
import { type Challenge, type CodeRefusal, maxAttempts, refusalNotice, resendPauseMs } from './challenges.js';
import { makeCode, pictureText, type RandomInt, smsText } from './codes.js';
import type { Inbox } from './inbox.js';
import type { CodeChannel, Ledger } from './ledger.js';
import { mailboxOf, phoneOf } from './phone.js';
import { findScenario, type Scenario } from './scenarios.js';
import type { Session, Sessions, Stage } from './sessions.js';
import type { TrustedBrowsers } from './trusted-browsers.js';

const demoPassword = 'demo';
/** The answer to the question of every `question` user. */
export const demoAnswer = 'Rex';

interface BankDeps {
  now: () => number;
  random: RandomInt;
  ledger: Ledger;
  inbox: Inbox;
  sessions: Sessions;
  trustedBrowsers: TrustedBrowsers;
  authenticator: Authenticator;
  approvals: Approvals;
}

const turnedAway = ['bad_credentials', 'locked', 'unavailable', 'odd_page'] as const;
export type SignIn = { is: 'session'; session: Session } | { is: (typeof turnedAway)[number] };

export type Bank = ReturnType<typeof createBank>;

/** The bank's rules for logins, codes and resends, independent of HTTP. */
export function createBank(deps: BankDeps) {
  const { now, random, ledger, inbox, sessions, trustedBrowsers, authenticator, approvals } = deps;

  function sendCode(
    username: string,
    scenario: Scenario,
    channel: CodeChannel,
  ): Pick<Challenge, 'code' | 'sentTo'> {
    if (scenario.channel === 'app') return { code: null, sentTo: null };
    const code = makeCode(scenario, random);
    const { full, masked } = channel === 'email' ? mailboxOf(username) : phoneOf(username);
    const { smsDelayMs: delayMs, smsCopies: copies } = scenario;
    if (scenario.channel === 'picture') {
      inbox.send(username, { to: full, text: pictureText(code), delayMs, copies });
      ledger.record(username, { type: 'picture_shown' });
      return { code, sentTo: null };
    }
    inbox.send(username, { to: full, text: smsText(code), delayMs, copies });
    ledger.record(username, { type: 'code_sent', channel, to: masked });
    return { code, sentTo: masked };
  }

  function newPage() {
    return { pageNonce: randomBytes(12).toString('base64url'), pageIsOpened: false };
  }

  function startChallenge(
    username: string,
    scenario: Scenario,
    { round, channel }: { round: number; channel: CodeChannel },
  ): Challenge {
    const sent = sendCode(username, scenario, channel);
    const notice =
      round === 1
        ? null
        : ({ kind: 'info', text: 'Thank you. One more code, please: a new one was sent.' } as const);
    return { round, channel, ...sent, replaced: [], sentAt: now(), refusals: 0, notice, ...newPage() };
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
      challenge: { ...challenge, refusals, notice, ...renewedPicture(session, challenge), ...newPage() },
    });
  }

  /** A picture is good for one code. */
  function renewedPicture({ username, scenario }: Session, { code, replaced, channel }: Challenge) {
    if (scenario.channel !== 'picture' || code === null) return {};
    return {
      ...sendCode(username, scenario, channel),
      replaced: [...replaced, code],
      sentAt: now(),
    };
  }

  function askForCode(session: Session, channel: CodeChannel): Session {
    const challenge = startChallenge(session.username, session.scenario, { round: 1, channel });
    return sessions.move(session, { at: 'code', challenge });
  }

  /** Where a login goes after the right password. */
  function firstStage(username: string, scenario: Scenario, isTrusted: boolean): Stage {
    if (scenario.atLogin === 'lets_in' || isTrusted) return { at: 'accounts' };
    if (scenario.atLogin === 'asks_approval')
      return { at: 'approval', approvalId: approvals.ask(username, scenario).id };
    if (scenario.atLogin === 'asks_channel') {
      ledger.record(username, { type: 'channel_asked' });
      return { at: 'channel' };
    }
    if (scenario.atLogin === 'asks_question') {
      ledger.record(username, { type: 'question_asked' });
      return { at: 'question', refusals: 0 };
    }
    return { at: 'code', challenge: startChallenge(username, scenario, { round: 1, channel: 'sms' }) };
  }

  return {
    signIn(credentials: { username: string; password: string; trustToken: string | undefined }): SignIn {
      const { username, password, trustToken } = credentials;
      const scenario = findScenario(username);
      const turnsAway = scenario && turnedAway.find((how) => how === scenario.atLogin);
      const isLetOn = scenario !== undefined && turnsAway === undefined && password === demoPassword;
      ledger.record(username, { type: 'login_submitted', accepted: isLetOn });
      if (!isLetOn)
        return { is: password === demoPassword ? (turnsAway ?? 'bad_credentials') : 'bad_credentials' };

      const stage = firstStage(username, scenario, trustedBrowsers.isTrusted(trustToken, username));
      const session = sessions.create(username, scenario, stage);
      return { is: 'session', session: stage.at === 'accounts' ? letIn(session) : session };
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
      const next = startChallenge(username, scenario, { ...challenge, round: challenge.round + 1 });
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
      const sent = sendCode(username, scenario, challenge.channel);
      return sessions.move(session, {
        at: 'code',
        challenge: { ...challenge, ...sent, replaced, sentAt: now(), notice },
      });
    },

    chooseChannel(session: Session, channel: CodeChannel): Session {
      if (session.stage.at !== 'channel') return session;
      ledger.record(session.username, { type: 'channel_chosen', channel });
      return askForCode(session, channel);
    },

    askForCodeInstead(session: Session): Session {
      const { stage, scenario } = session;
      if (stage.at !== 'approval' || !scenario.offersCodeInstead) return session;
      if (approvals.end(stage.approvalId, 'replaced')?.state !== 'replaced') return session;
      return askForCode(session, 'sms');
    },

    /** Follows what the person decided in the app, or that nobody has decided in time. */
    followApproval(session: Session): Session {
      if (session.stage.at !== 'approval') return session;
      const state = approvals.find(session.stage.approvalId)?.state;
      if (state === 'waiting') return session;
      if (state === 'approved') return letIn(session);
      return sessions.move(session, {
        at: state === 'refused' ? 'approval_refused' : 'approval_expired',
      });
    },

    answerQuestion(session: Session, answer: string): Session {
      const { username, stage } = session;
      if (stage.at !== 'question') return session;
      const isRight = answer.trim().toLowerCase() === demoAnswer.toLowerCase();
      ledger.record(username, { type: 'question_answered', accepted: isRight });
      if (isRight) return letIn(session);
      const refusals = stage.refusals + 1;
      return sessions.move(
        session,
        refusals >= maxAttempts ? { at: 'locked' } : { at: 'question', refusals },
      );
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
