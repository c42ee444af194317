import { BrowserError } from '../browser/browser-error.js';
import { awaitPage } from './await-page.js';
import type { BankAnswer, Credentials } from './bank-driver.js';
import type { CredentialName } from './file/step-schema.js';
import { loginStepsOf } from './file/steps-of-login.js';
import { type Candidate, type Look, newCandidate } from './find-candidate.js';
import {
  answerOf,
  codeRequired,
  type FormPage,
  type FormStep,
  shownPage,
  takeStep,
  visit,
} from './form-step.js';
import { isTypable, isUsable, markWhatIsVisible, visible } from './look-at-page.js';
import { pressButton } from './press-button.js';
import { readFields } from './read-field.js';
import { runSteps } from './run-steps.js';
import { buttonAt } from './step-button.js';
import { submitForm } from './submit-form.js';
import { typeCode } from './type-code.js';

/** Signs in. A page of the bank's that is there already (a browser it remembers) is the answer by itself. */
export async function openLogin(at: FormPage, credentials: Credentials): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { bank } = step;
    if (!(await visit(step, bank.login_url))) return { is: 'unavailable' };
    const run = await runSteps(step, {
      steps: loginStepsOf(bank),
      valueOf: (name) => valueOf(credentials, name),
      before: null,
    });
    return run.is === 'answered' ? run.answer : { is: 'page_not_recognised' };
  });
}

/** Undefined where the account does not hold it. */
function valueOf({ secrets, ...credentials }: Credentials, name: CredentialName): string | undefined {
  if (name === 'username' || name === 'password') return credentials[name];
  return secrets[name.slice('secrets.'.length)];
}

export async function submitCode(at: FormPage, code: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank, clock, traffic } = step;
    const { otp } = bank;
    if (!otp) throw new BrowserError('unexpected', 'submitCode');

    const beganMs = performance.now();
    const codePage = await awaitPage({
      ...step,
      find: (look) => exceptCodePages(shownPage(step, look)),
      isReady: async () => await isTypable(page, otp.input, beganMs),
    });
    if (codePage.is === 'nothing') return { is: 'not_submitted', reason: 'no_field' };
    if (codePage.is !== 'ready') return await answerOf(step, codePage);

    const type = () =>
      typeCode({
        page,
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
    const before = await type();
    if (before === null) return { is: 'not_submitted', reason: 'not_typed' };
    const { submit } = otp;
    const { found, notSubmitted } = await submitForm(step, {
      button: submit === undefined ? undefined : buttonAt(step, submit),
      typed: code,
      isCode: true,
      before,
      typeAgain: async ({ always }) => {
        const held = (await readFields(visible(page, otp.input))).join('');
        if (always || held === '') await type();
      },
    });
    if (notSubmitted) return { is: 'not_submitted', reason: notSubmitted };
    return asAnswerToCode(step, await answerOf(step, found));
  });
}

/** Without a page for a refused code, the prompt shown once more is the refusal. */
function asAnswerToCode({ kinds }: FormStep, answer: BankAnswer): BankAnswer {
  if (answer.is !== 'code_required' || kinds.includes('code_rejected')) return answer;
  return { is: 'code_rejected', bankMessage: answer.bankMessage };
}

export async function resendCode(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank, kinds, traffic } = step;
    const resend = bank.otp?.resend;
    if (resend === undefined) throw new BrowserError('unexpected', 'resendCode');

    const codePage = await awaitPage({
      ...step,
      find: (look) => exceptCodePages(shownPage(step, look)),
      isReady: async () => await isUsable(page, resend),
    });
    if (codePage.is !== 'ready') {
      const isStillAsked = codePage.is !== 'found' && (await isCodeFieldThere(step));
      return isStillAsked ? { is: 'code_rejected', bankMessage: null } : await answerOf(step, codePage);
    }

    const before = await markWhatIsVisible(page, bank);
    traffic.startAction();
    await pressButton(page, resend, step);
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
  const rule = kinds.findIndex((is, at) => is === 'code_required' && look.pages[at]?.isVisible === true);
  const heardMs = traffic.heardMs();
  if (heardMs === null || rule < 0) return null;
  // Nothing was drawn: what counts is that the prompt is there after the answer.
  return { rule, is: 'code_required', change: 'reworded', drawnMs: heardMs };
}

async function isCodeFieldThere({ page, bank }: FormStep): Promise<boolean> {
  return bank.otp !== undefined && (await visible(page, bank.otp.input).count()) > 0;
}

/** Which page this is, without touching it. */
export async function lookAgain(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) =>
    answerOf(step, await awaitPage({ ...step, notices: undefined, find: (look) => shownPage(step, look) })),
  );
}

function exceptCodePages(candidate: Candidate | null): Candidate | null {
  return candidate?.is === 'code_required' || candidate?.is === 'code_rejected' ? null : candidate;
}
