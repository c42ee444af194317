import { BrowserError } from '../../browser/browser-error.js';
import { awaitPage } from '../page/await-page.js';
import type { BankAnswer } from '../bank-driver.js';
import { askForCode, exceptCodePages, isCodeFieldReady } from './code-page.js';
import { type Candidate, type Look, unchangedRefusal, visibleRuleOf } from '../page/find-candidate.js';
import { answerOf, type FormPage, type FormStep, shownPage, takeStep } from '../steps/form-step.js';
import { runSteps } from '../steps/run-steps.js';
import { buttonAt } from '../steps/step-button.js';
import { submitForm } from '../steps/submit-form.js';
import { typeLostText, typeToSend } from '../steps/type-to-send.js';

/** Types a code into the code page, sends it, and waits for the bank's answer. */
export async function submitCode(at: FormPage, code: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { otp } = step.bank;
    if (!otp) throw new BrowserError('unexpected', 'submitCode');

    const { observe } = step;
    const beganMs = performance.now();
    observe?.({ is: 'awaits', selector: otp.input, frame: otp.frame });
    const codePage = await awaitPage({
      ...step,
      find: (look) => exceptCodePages(shownPage(step, look)),
      isReady: async () => await isCodeFieldReady(step, beganMs),
    });
    if (codePage.is === 'nothing') return { is: 'not_submitted', reason: 'no_field' };
    if (codePage.is !== 'ready') return await answerOf(step, codePage);

    const typed = await typeToSend(step, otp, code);
    if (typed === null) return { is: 'not_submitted', reason: 'not_typed' };
    const prepared = await prepareSubmit(step, typed.before);
    if (prepared.is === 'answered') return prepared.answer;
    const { submit, frame } = otp;
    observe?.({ is: 'awaits', selector: submit ?? null, frame });
    const { found, notSubmitted } = await submitForm(step, {
      button: submit === undefined ? undefined : buttonAt(step, submit, frame),
      frame,
      typed: code,
      isOnce: true,
      before: prepared.before ?? typed.before,
      findAnswer: (look, shown, before) =>
        refusedByDialog(step, look, shown) ?? shown ?? unchangedRefusal(step.kinds, before, look),
      prompt: { kind: 'code_required', isThere: () => isCodeFieldReady(step, beganMs) },
      typeAgain: async ({ isNewDocument, always }) => {
        if (isNewDocument) return (await typeToSend(step, otp, code)) !== null;
        return !typed.isInFields || (await typeLostText(step, otp, code, { always }));
      },
    });
    if (notSubmitted) return { is: 'not_submitted', reason: notSubmitted };
    return asAnswerToCode(step, await askForCode(step, await answerOf(step, found)));
  });
}

/** Takes the steps of `otp.before_submit`, unless the page has sent the code by itself. */
async function prepareSubmit(step: FormStep, before: Look): ReturnType<typeof runSteps> {
  const steps = step.bank.otp?.before_submit;
  if (!steps || step.traffic.hasSubmitted()) return { is: 'over', before };
  return await runSteps(step, {
    steps,
    before,
    isOver: () => Promise.resolve(true),
  });
}

/** Without a page for a refused code, the prompt shown once more is the refusal. */
function asAnswerToCode({ kinds }: FormStep, answer: BankAnswer): BankAnswer {
  if (answer.is !== 'code_required' || kinds.includes('code_rejected')) return answer;
  return { is: 'code_rejected', bankMessage: answer.bankMessage };
}

/** The bank answers a code in a dialog, and its prompt is still there: that is how a refusal without an error looks. */
function refusedByDialog(
  { kinds, traffic }: FormStep,
  look: Look,
  shown: Candidate | null,
): Candidate | null {
  const dialog = traffic.dialogs().at(-1);
  const rule = visibleRuleOf(kinds, 'code_required', look);
  if (!dialog || rule < 0 || (shown !== null && shown.is !== 'code_required')) return null;
  const change = look.pages[rule]?.isAnotherDocument ? 'document' : 'reworded';
  return { rule, is: 'code_rejected', change, drawnMs: dialog.atMs, saidInDialog: dialog.text };
}
