import { BrowserError } from '../../browser/browser-error.js';
import { awaitPage } from '../page/await-page.js';
import type { BankAnswer } from '../bank-driver.js';
import { askForCode, exceptCodePages, isCodeFieldThere } from '../prompts/code-page.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import { type Candidate, type Look, newCandidate, visibleRuleOf } from '../page/find-candidate.js';
import {
  answerOf,
  codeRequired,
  type FormPage,
  type FormStep,
  shownPage,
  takeStep,
  visit,
} from '../steps/form-step.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { runSteps } from '../steps/run-steps.js';
import { buttonAt } from '../steps/step-button.js';

/** Signs in. A page of the bank's that is there already (a browser it remembers) is the answer by itself. */
export async function openLogin(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { bank } = step;
    if (!(await visit(step, bank.login_url))) return { is: 'unavailable' };
    const run = await runSteps(
      { ...step, isBeforePrompt: true },
      { steps: loginStepsOf(bank), before: null },
    );
    return run.is === 'answered' ? await askForCode(step, run.answer) : { is: 'page_not_recognised' };
  });
}

export async function resendCode(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank, kinds, traffic } = step;
    const { otp } = bank;
    if (otp?.resend === undefined) throw new BrowserError('unexpected', 'resendCode');
    const button = buttonAt(step, otp.resend, otp.frame);

    const codePage = await awaitPage({
      ...step,
      find: (look) => exceptCodePages(shownPage(step, look)),
      isReady: () => button.isUsable(),
    });
    if (codePage.is !== 'ready') {
      const isStillAsked = codePage.is !== 'found' && (await isCodeFieldThere(step));
      return isStillAsked ? { is: 'code_rejected', bankMessage: null } : await answerOf(step, codePage);
    }

    const before = await markWhatIsVisible(page, bank);
    traffic.startAction();
    await button.press();
    const found = await awaitPage({
      ...step,
      find: (look) => newCandidate(kinds, before, look) ?? silentPrompt(step, look),
    });
    if (found.is === 'nothing' && !traffic.hasAsked() && (await isCodeFieldThere(step)))
      return { is: 'code_rejected', bankMessage: null };
    // An error that stands there is about the code before: no code has been typed since.
    const isAboutCode = found.is === 'found' && exceptCodePages(found.candidate) === null;
    return isAboutCode && (await isCodeFieldThere(step))
      ? await codeRequired(step)
      : await answerOf(step, found);
  });
}

/** Many pages send another code without a word: the bank has answered, and the prompt is still there. */
function silentPrompt({ kinds, traffic }: FormStep, look: Look): Candidate | null {
  const rule = visibleRuleOf(kinds, 'code_required', look);
  const heardMs = traffic.heardMs();
  if (heardMs === null || rule < 0) return null;
  // Nothing was drawn: what counts is that the prompt is there after the answer.
  return { rule, is: 'code_required', change: 'reworded', drawnMs: heardMs };
}

/** Which page this is, without touching it. */
export async function lookAgain(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) =>
    answerOf(step, await awaitPage({ ...step, notices: undefined, find: (look) => shownPage(step, look) })),
  );
}
