import type { StepAnswer } from '../assistance/step-answer.js';
import type { HeldLogin } from './held-login.js';

interface NewestStep {
  /** Weak, because the answers of ended logins stay for a while. */
  held: WeakRef<HeldLogin>;
  name: string;
  answer: Promise<StepAnswer>;
}

/** A process does not learn that a login ended if its browser was lost, so the oldest answers are dropped. */
const maxRemembered = 1_000;

/** The newest step of each login that this process holds, for workflows that did not receive its answer. */
export function createNewestSteps() {
  const byLogin = new Map<string, NewestStep>();

  function remember(loginId: string, step: NewestStep): void {
    byLogin.delete(loginId);
    byLogin.set(loginId, step);
    const [oldest] = byLogin.keys();
    if (byLogin.size > maxRemembered && oldest !== undefined) byLogin.delete(oldest);
  }

  return {
    /**
     * The answer of `take`, which is called unless this browser's newest step has the same name: then its first task was
     * late, or taken for lost, and both get the one answer. A step that sent nothing may be taken again.
     */
    async takeOnce(
      { loginId, held, name }: { loginId: string; held: HeldLogin; name: string },
      take: () => Promise<StepAnswer>,
    ): Promise<StepAnswer> {
      const newest = byLogin.get(loginId);
      if (newest?.held.deref() === held && newest.name === name) return newest.answer;
      const step = { held: new WeakRef(held), name, answer: take() };
      remember(loginId, step);
      void step.answer.then(
        ({ is }) => {
          if (is === 'not_submitted' && byLogin.get(loginId) === step) byLogin.delete(loginId);
        },
        () => undefined,
      );
      return step.answer;
    },

    /** The answer of the newest step, awaited if it is still being taken; `session_lost` if it failed or is another one. */
    answerTo: async (loginId: string, name: string): Promise<StepAnswer> => {
      const newest = byLogin.get(loginId);
      return newest?.name === name ? newest.answer.catch(() => sessionLost) : sessionLost;
    },

    /** Drops the answer of the login's newest step: its workflow no longer needs it. */
    forget: (loginId: string): void => {
      byLogin.delete(loginId);
    },
  };
}

const sessionLost: StepAnswer = { is: 'session_lost' };
