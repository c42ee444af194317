import { BrowserError } from '../browser/browser-error.js';
import { awaitPage } from './await-page.js';
import type { BankAnswer } from './bank-driver.js';
import { askForCode, exceptCodePages, isCodeFieldReady } from './code-page.js';
import type { Look } from './find-candidate.js';
import { answerOf, type FormPage, type FormStep, shownPage, takeStep } from './form-step.js';
import { frameAt } from './frame-at.js';
import { markWhatIsVisible, visible } from './look-at-page.js';
import { readFields } from './read-field.js';
import { runSteps } from './run-steps.js';
import { buttonAt } from './step-button.js';
import { submitForm } from './submit-form.js';
import { type TypedCode, typeCode } from './type-code.js';

/** Types a code into the code page, sends it, and waits for the bank's answer. */
export async function submitCode(at: FormPage, code: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank } = step;
    const { otp } = bank;
    if (!otp) throw new BrowserError('unexpected', 'submitCode');

    const beganMs = performance.now();
    const codePage = await awaitPage({
      ...step,
      find: (look) => exceptCodePages(shownPage(step, look)),
      isReady: async () => await isCodeFieldReady(step, beganMs),
    });
    if (codePage.is === 'nothing') return { is: 'not_submitted', reason: 'no_field' };
    if (codePage.is !== 'ready') return await answerOf(step, codePage);

    let typed = await typeInto(step, code);
    // A notice may have come over the field meanwhile.
    while (!typed && (await step.notices.dismissOne())) typed = await typeInto(step, code);
    if (!typed) return { is: 'not_submitted', reason: 'not_typed' };
    const prepared = await prepareSubmit(step, typed.before);
    if (prepared.is === 'answered') return prepared.answer;
    const { submit, frame } = otp;
    const { found, notSubmitted } = await submitForm(step, {
      button: submit === undefined ? undefined : buttonAt(step, submit, frame),
      frame,
      typed: code,
      isCode: true,
      before: prepared.before ?? typed.before,
      typeAgain: async ({ always }) => {
        if (!typed.isInFields) return;
        const place = await frameAt(page, frame);
        const held = place ? (await readFields(visible(place, otp.input))).join('') : code;
        if (always || held === '') await typeInto(step, code);
      },
    });
    if (notSubmitted) return { is: 'not_submitted', reason: notSubmitted };
    return asAnswerToCode(step, await askForCode(step, await answerOf(step, found)));
  });
}

/** With what was visible before the last character; null when the fields do not take the code. */
async function typeInto(
  { page, bank, clock, traffic }: FormStep,
  code: string,
): Promise<TypedCode<Look> | null> {
  const { otp } = bank;
  const frame = otp && (await frameAt(page, otp.frame));
  if (!frame) return null;
  return await typeCode({
    frame,
    input: otp.input,
    code,
    clock,
    beforeLastCharacter: async () => {
      const look = await markWhatIsVisible(page, bank);
      traffic.startAction(code);
      return look;
    },
    isSent: () => traffic.hasSubmitted(),
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
