import type { BankAnswer } from '../bank-driver.js';
import type { Candidate } from '../page/find-candidate.js';
import { codeRequired, type FormStep } from '../steps/form-step.js';
import { frameAt } from '../page/frame-at.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { isTypable, isVisibleIn } from '../page/visible-elements.js';
import { runSteps } from '../steps/run-steps.js';

export async function isCodeFieldThere({ page, bank: { otp } }: FormStep): Promise<boolean> {
  return otp !== undefined && (await isVisibleIn(page, otp.input, otp.frame));
}

/** Whether a code can be typed now. `sinceMs`: since when that is waited for, of `performance.now()`. */
export async function isCodeFieldReady({ page, bank: { otp } }: FormStep, sinceMs: number): Promise<boolean> {
  const frame = otp && (await frameAt(page, otp.frame));
  return frame ? await isTypable(frame, otp.input, sinceMs) : false;
}

/** The page is another one than the one that asks for a code. */
export function exceptCodePages(candidate: Candidate | null): Candidate | null {
  return candidate?.is === 'code_required' || candidate?.is === 'code_rejected' ? null : candidate;
}

/** Takes the steps of `otp.before` where the page that is to ask for a code has no field for it yet. */
export async function askForCode(step: FormStep, answer: BankAnswer): Promise<BankAnswer> {
  const { page, bank } = step;
  const steps = bank.otp?.before;
  if (answer.is !== 'code_required' || !steps || (await isCodeFieldThere(step))) return answer;
  const sinceMs = performance.now();
  const run = await runSteps(step, {
    steps,
    before: await markWhatIsVisible(page, bank),
    isOver: () => isCodeFieldReady(step, sinceMs),
  });
  if (run.is === 'over') return await codeRequired(step);
  // The login itself was submitted before.
  return run.answer.is === 'not_submitted' ? { is: 'page_not_recognised' } : run.answer;
}
