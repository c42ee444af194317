import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import { type BankReply, cleanAnswer } from './ask-bank.js';
import { bestEffort } from './best-effort.js';
import type { BrowserMemory } from './browser-memory.js';
import type { EvidenceKeeper } from './evidence-keeper.js';
import type { AwaitedHelp, HeldLogin } from './held-login.js';
import { makeMovable } from './movable-session.js';
import { secretTextsOf } from './secret-texts.js';

/** What the bank answered to a step, or shows in a look at its page. */
export interface AnsweredStep {
  held: HeldLogin;
  login: AssistedLoginInput;
  /** What the login was about to do. */
  kind: FailureEvidence['step'];
  secrets: BankSecrets | undefined;
  /** The code or answer, if one was typed. */
  typed: string | undefined;
  /** The page may still show codes that were typed before this step. */
  mayRepeatOlderCodes?: boolean | undefined;
  /** False for workflows of builds that do not know the answer `not_submitted`. */
  knowsNotSubmitted?: boolean | undefined;
  /** False for workflows of builds that know requests for codes only. */
  knowsRequests?: boolean | undefined;
  answer: BankReply;
  startedAt: Date;
}

interface ConclusionDeps {
  memory: BrowserMemory;
  evidence: EvidenceKeeper;
}

export type ConcludeStep = ReturnType<typeof createStepConclusion>;

/**
 * Returns a function that ends a step: it keeps what must outlive the browser (checkpoint or session state, the picture,
 * evidence of a failure), and returns the answer as a workflow may see it. It does not throw when something cannot be kept.
 */
export function createStepConclusion({ memory, evidence }: ConclusionDeps) {
  return async (step: AnsweredStep): Promise<StepAnswer> => {
    const { held, login, kind, secrets, typed, answer, startedAt } = step;
    if (answer.is === 'logged_in' && held.isHeld) await keepSession(held, login);
    const isAtCodePage = answer.is === 'code_required' || answer.is === 'code_rejected';
    const checkpoint =
      isAtCodePage && held.isHeld && held.driver.resumable
        ? await keepCheckpoint(held, login)
        : { canResume: false, mustHold: false };
    const hasPicture = isAtCodePage && held.isHeld && (await keepPicture(held, login));
    // Where nothing was sent, the page and its checkpoint are those of before.
    if (answer.is !== 'not_submitted') {
      held.isReopenable = checkpoint.canResume;
      held.awaits = awaitedAfter(answer);
      held.isClosable = checkpoint.canResume && !checkpoint.mustHold && held.driver.releaseWhileWaiting;
    }
    if (held.isLoggedIn && login.sessionType === 'one-shot') held.letGo();
    const cleaned = cleanAnswer(answer, {
      typed: [typed ?? '', ...(secrets ? secretTextsOf(secrets) : [])],
      mayRepeatOlderCodes: step.mayRepeatOlderCodes ?? false,
      startedAt,
      knowsNotSubmitted: step.knowsNotSubmitted ?? false,
      knowsRequests: step.knowsRequests ?? false,
      preferredChannels: secrets?.preferredChannels ?? [],
      answers: secrets?.answers ?? [],
      hasPicture,
      hasTotpSecret: Boolean(secrets?.totpSecret),
      ...checkpoint,
    });
    await evidence.keep({ login, held, step: kind, answer: cleaned, secrets });
    return cleaned;
  };

  async function keepSession(held: HeldLogin, login: AssistedLoginInput): Promise<void> {
    held.isLoggedIn = true;
    await bestEffort(() => memory.keepLoggedIn({ ...login, holdNumber: held.holdNumber }, held.page));
    if (login.sessionType === 'persistent') await bestEffort(() => makeMovable({ held, login, memory }));
  }

  /** `mustHold`: the page that is shown now cannot be opened again; the checkpoint goes on at an earlier one. */
  async function keepCheckpoint(
    held: HeldLogin,
    login: AssistedLoginInput,
  ): Promise<{ canResume: boolean; mustHold: boolean }> {
    const kept = { canResume: false, mustHold: false };
    await bestEffort(async () => {
      const isReopenable = await held.showsReopenablePage();
      if (isReopenable) held.reopenUrl = held.page.url();
      const hold = { ...login, holdNumber: held.holdNumber };
      kept.canResume =
        held.reopenUrl !== undefined && (await memory.keepCheckpoint(hold, held.page, held.reopenUrl));
      kept.mustHold = !isReopenable;
    });
    return kept;
  }

  /** Keeps the picture that the person needs to make the code. False where the page shows none. */
  async function keepPicture(held: HeldLogin, login: AssistedLoginInput): Promise<boolean> {
    if (!held.driver.takePicture) return false;
    let isKept = false;
    await bestEffort(async () => {
      const picture = await held.run(async (driver, page) => (await driver.takePicture?.(page)) ?? null);
      if (picture) await memory.keepPicture(login, picture);
      isKept = picture !== null;
    });
    return isKept;
  }
}

function awaitedAfter({ is }: BankReply): AwaitedHelp | null {
  if (is === 'code_required' || is === 'code_rejected') return 'code_required';
  return is === 'choice_required' || is === 'question' ? is : null;
}
