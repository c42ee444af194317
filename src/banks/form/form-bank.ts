import { answerQuestion } from '../prompts/answer-to-question.js';
import { askForCodeInstead } from '../prompts/ask-for-code-instead.js';
import type { BankDriver } from '../bank-driver.js';
import { choose } from '../prompts/choose-option.js';
import type { BankFile } from '../file/bank-file.js';
import { isStillLoggedIn } from './form-keep-alive.js';
import { codePagePresence, promptPresence } from '../prompts/prompt-presence.js';
import { lookAgain, openLogin, resendCode } from './form-steps.js';
import { submitCode } from '../prompts/code-submission.js';
import { stepSecondsFor } from '../page/step-clock.js';
import type { ObserveStep } from '../page/observe-step.js';
import { takePicture } from '../prompts/take-picture.js';
import { awaitApproval } from '../prompts/watch-approval.js';

/** The driver of a bank whose pages are described by a file. `observe` gets each event of its steps. */
export function createFormBank(bank: BankFile, observe?: ObserveStep): BankDriver {
  const { otp, choice, approval, question, keep_alive: keepAlive } = bank;
  return {
    code: bank.code,
    name: bank.name,
    loginUrl: bank.login_url,
    browser: {
      acceptDialogs: bank.accept_dialogs,
      allowServiceWorkers: bank.service_workers === 'allow',
      locale: bank.browser.locale,
      timezone: bank.browser.timezone,
      userAgent: bank.browser.user_agent,
      viewport: bank.browser.viewport,
      program: bank.browser.program,
    },
    resumable: bank.resumable,
    releaseWhileWaiting: bank.resumable && (bank.release_while_waiting ?? true),
    otp: otp
      ? {
          channel: otp.channel,
          expiresSeconds: otp.expires_seconds ?? null,
          maxAttempts: otp.max_attempts ?? null,
          resend: otp.resend === undefined ? null : { afterSeconds: otp.resend_after_seconds ?? 0 },
        }
      : null,
    keepAlive: keepAlive ? { everySeconds: keepAlive.every_seconds } : null,
    ...(bank.session_movable && keepAlive && { sessionMovableAt: keepAlive.url }),
    secrets: Object.entries(bank.secrets).map(([name, { label, pattern, private: isPrivate }]) => ({
      name,
      label,
      pattern: pattern ?? null,
      private: isPrivate,
    })),
    stepSeconds: stepSecondsFor(bank),

    openLogin: (page, credentials) => openLogin({ page, bank, credentials, observe }),
    submitCode: (page, code, credentials) => submitCode({ page, bank, credentials, observe }, code),
    resendCode: (page) => resendCode({ page, bank, observe }),
    ...(choice && {
      choose: (page, optionId, credentials) => choose({ page, bank, credentials, observe }, optionId),
    }),
    ...(question && {
      answerQuestion: (page, answer, credentials) =>
        answerQuestion({ page, bank, credentials, observe }, answer),
    }),
    ...(approval && {
      awaitApproval: (page, signal, credentials, isNews) =>
        awaitApproval({ page, bank, credentials, observe }, signal, isNews),
    }),
    ...(approval?.instead !== undefined && {
      askForCodeInstead: (page, credentials) => askForCodeInstead({ page, bank, credentials, observe }),
    }),
    ...(otp?.picture !== undefined && { takePicture: (page) => takePicture({ page, bank }) }),
    lookAgain: (page) => lookAgain({ page, bank, observe }),
    ...(otp && { codePagePresence: (page) => codePagePresence({ page, bank }) }),
    ...((choice ?? question) && { promptPresence: (page, kind) => promptPresence({ page, bank }, kind) }),
    isStillLoggedIn: (page) => isStillLoggedIn({ page, bank }),
  };
}
