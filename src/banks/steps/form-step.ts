import type { Page } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import { BrowserError } from '../../browser/browser-error.js';
import { followedTab } from '../../browser/followed-tab.js';
import { withTimeout } from '../../browser/with-timeout.js';
import { type PageFound } from '../page/await-page.js';
import type { BankAnswer, Credentials } from '../bank-driver.js';
import { createNotices, type Notices } from '../page/dismiss-notices.js';
import type { BankFile } from '../file/bank-file.js';
import type { PageKind } from '../file/page-schema.js';
import { type PageTraffic, trafficOf } from '../page/page-traffic.js';
import { type Candidate, type Look } from '../page/find-candidate.js';
import { frameAt } from '../page/frame-at.js';
import type { Standing } from '../page/belief.js';
import type { ObserveStep } from '../page/observe-step.js';
import { clockOf } from '../page/page-clock.js';
import { stopWatching } from '../page/page-marks.js';
import { readDescriptor, textOf } from './read-descriptor.js';
import { readApproval, readChoice } from './read-request.js';
import { startJournal } from './step-journal.js';
import { createStepClock, type StepClock } from '../page/step-clock.js';

export interface FormPage {
  page: Page;
  bank: BankFile;
  /** What the steps of the file put into the page. */
  credentials?: Credentials | undefined;
  observe?: ObserveStep | undefined;
}

export interface FormStep extends FormPage, Pick<Standing, 'isBeforePrompt'> {
  kinds: readonly PageKind[];
  traffic: PageTraffic;
  clock: StepClock;
  notices: Notices;
}

/** Takes one step with a clock of its own. */
export async function takeStep<T>(at: FormPage, take: (step: FormStep) => Promise<T>): Promise<T> {
  const clock = createStepClock(at.bank);
  return await withStep(at, clock, async (step) =>
    withTimeout(
      clock.stepMs(),
      async () => await take(step),
      () => {
        throw new BrowserError('timeout', 'step');
      },
    ),
  );
}

/** The same with another clock, and without a limit for the whole. */
export async function withStep<T>(
  at: FormPage,
  clock: StepClock,
  take: (step: FormStep) => Promise<T>,
): Promise<T> {
  const { bank, credentials } = at;
  const page = followedTab(at.page);
  const record = startJournal(page.context(), bank);
  const observe: ObserveStep = (event) => {
    record(event);
    at.observe?.(event);
  };
  const traffic = trafficOf(page);
  traffic.startStep();
  const notices = createNotices({ page, dismiss: bank.dismiss, traffic, clock, observe });
  const kinds = bank.pages.map(({ is }) => is);
  await clockOf(page).measure();
  const step: FormStep = { page, bank, credentials, observe, kinds, traffic, clock, notices };
  try {
    return await take(step);
  } finally {
    clock.end();
    // It may have gone on in another tab.
    step.traffic.endStep();
    // Not awaited: a page that waits for its server does not respond, and one that goes takes its marks along.
    for (const frame of step.page.frames()) frame.evaluate(stopWatching).catch(() => undefined);
  }
}

/** False when the bank could not be reached at all. */
export async function visit({ page, clock, traffic, observe }: FormStep, url: string): Promise<boolean> {
  observe?.({ is: 'visit', url });
  try {
    traffic.startAction();
    await page.goto(url, { waitUntil: 'commit', timeout: clock.actionMs() });
    return true;
  } catch (error) {
    if (isTimeoutError(error)) return false;
    if (!(error instanceof Error)) throw error;
    // The page went on to another one, or the address is a download: what is there now will be looked at.
    if (/ERR_ABORTED|interrupted by another navigation/.test(error.message)) return true;
    if (error.message.includes('net::ERR_')) return false;
    throw error;
  }
}

/** The page that is there now, whether new or not. */
export function shownPage(
  { kinds }: FormStep,
  look: Look,
  except: readonly PageKind[] = [],
): Candidate | null {
  const rule = kinds.findIndex((is, at) => look.pages[at]?.isVisible === true && !except.includes(is));
  const is = kinds[rule];
  return is === undefined ? null : { rule, is, change: 'document', drawnMs: null };
}

/** What the page says, in the words of a bank's answer. */
export async function answerOf(step: FormStep, found: PageFound): Promise<BankAnswer> {
  switch (found.is) {
    case 'found':
      return await answerOfPage(step, found.candidate, found.look);
    case 'unavailable':
      return { is: 'unavailable' };
    case 'nothing':
    case 'ready':
      return { is: 'page_not_recognised' };
  }
}

const notRecognised: BankAnswer = { is: 'page_not_recognised' };

async function answerOfPage(step: FormStep, candidate: Candidate, look: Look): Promise<BankAnswer> {
  const { rule, is, saidInDialog } = candidate;
  const { page, bank } = step;
  const { choice, approval, question } = bank;
  const frame = (await frameAt(page, bank.pages[rule]?.frame)) ?? page.mainFrame();
  const bankMessage = step.traffic.dialogs().at(-1)?.text ?? errorBeside(step, look);
  switch (is) {
    case 'code_required':
      return await codeRequired(step);
    case 'code_rejected':
      return {
        is,
        bankMessage: saidInDialog ?? asMessage(look.message?.text) ?? asMessage(look.pages[rule]?.text),
      };
    case 'logged_in':
    case 'bad_credentials':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'unavailable':
    case 'approval_refused':
      return { is };
    case 'choice_required':
      return choice ? { is, options: await readChoice(frame, choice), bankMessage } : notRecognised;
    case 'approval_required':
      return approval ? { is, ...(await readApproval(frame, approval)), bankMessage } : notRecognised;
    case 'question': {
      const text = await textOf(frame, question?.text);
      return text === null ? notRecognised : { is, text, bankMessage };
    }
  }
}

/** What the page says beside a prompt that is not for a code: the text of an error that the bank's file knows. */
function errorBeside({ kinds }: FormStep, look: Look): string | null {
  const errors = kinds.map((is, at) =>
    is === 'code_rejected' || is === 'bad_credentials' ? asMessage(look.pages[at]?.text) : null,
  );
  return errors.find((text) => text !== null) ?? asMessage(look.message?.text);
}

export async function codeRequired({ page, bank: { otp } }: FormStep): Promise<BankAnswer> {
  if (!otp) throw new BrowserError('unexpected', 'codeRequired');
  const frame = (await frameAt(page, otp.frame)) ?? page.mainFrame();
  return {
    is: 'code_required',
    descriptor: await readDescriptor(frame, otp),
    // In the page, if only hidden or disabled until the bank's own pause is over.
    canResend: otp.resend !== undefined && (await frame.locator(otp.resend).count()) > 0,
    bankMessage: await textOf(frame, otp.message),
  };
}

function asMessage(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
