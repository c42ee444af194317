import { BrowserError } from '../../browser/browser-error.js';
import { awaitPage, type PageFound } from '../page/await-page.js';
import type { Approval, BankAnswer } from '../bank-driver.js';
import { askForCode } from './code-page.js';
import { type Candidate, type Look, visibleRuleOf } from '../page/find-candidate.js';
import { answerOf, type FormPage, type FormStep, shownPage, takeStep, withStep } from '../steps/form-step.js';
import { createStepClock, createWatchClock } from '../page/step-clock.js';
import { wasNavigating } from '../page/was-navigating.js';

/** How long the last look may take; the second is for a page that is being loaded. */
const lastLookSeconds = 1;
const lastLookWhileLoadingSeconds = 5;

/**
 * Watches a page that waits for an approval, without touching it, until it is another one. When `signal` is aborted, the
 * answer is what a last look at the page shows. What `isNews` accepts in two looks, one after the other, is returned too.
 */
export async function awaitApproval(
  at: FormPage,
  signal: AbortSignal,
  isNews: (shown: Approval) => boolean = () => false,
): Promise<BankAnswer> {
  if (!at.bank.approval) throw new BrowserError('unexpected', 'awaitApproval');
  const answer = await withStep(at, createWatchClock(at.bank), async (step) => watch(step, signal, isNews));
  // The wait is over, and the page can be touched again. After an abort, nothing more is sent.
  if (answer.is !== 'code_required' || signal.aborted) return answer;
  return await takeStep(at, async (step) => await askForCode(step, answer));
}

async function watch(
  step: FormStep,
  signal: AbortSignal,
  isNews: (shown: Approval) => boolean,
): Promise<BankAnswer> {
  const { traffic } = step;
  let waiting: BankAnswer = { is: 'page_not_recognised' };
  let news: Approval | null = null;
  traffic.startAction();
  while (!signal.aborted) {
    const found = await untilAborted(signal, step);
    if (found.is === 'ready') break;
    const answer: BankAnswer | null = await read(step, found);
    if (answer && answer.is !== 'approval_required') return answer;
    waiting = answer ?? waiting;
    const shown = answer && isNews(answer) ? answer : null;
    // A number may be drawn digit by digit.
    if (shown && shown.compare === news?.compare) return shown;
    news = shown;
    // What the page asked while it waits is how it waits, and no part of the bank's answer.
    if (traffic.dialogs().length === 0) traffic.startAction();
  }
  return (await lastLook(step, lastLookSeconds)) ?? waiting;
}

/** Null when no page that the bank's file knows is there in time. */
async function lastLook(step: FormStep, timeout_seconds: number): Promise<BankAnswer | null> {
  const found = await look({ ...step, clock: createStepClock({ timeout_seconds }) });
  if (found.is === 'found') return await read(step, found);
  const isToWait = timeout_seconds === lastLookSeconds && step.traffic.isNavigating();
  return isToWait ? await lastLook(step, lastLookWhileLoadingSeconds) : null;
}

/** `ready` when the signal was aborted, even while the page does not respond. */
async function untilAborted(signal: AbortSignal, step: FormStep): Promise<PageFound> {
  const end = new AbortController();
  try {
    const aborted = new Promise<PageFound>((resolve) => {
      signal.addEventListener('abort', () => resolve({ is: 'ready' }), { once: true, signal: end.signal });
    });
    return await Promise.race([look(step, signal), aborted]);
  } finally {
    end.abort();
  }
}

/** The page that is there, once it has settled. */
async function look(step: FormStep, signal?: AbortSignal): Promise<PageFound> {
  return await awaitPage({
    ...step,
    notices: undefined,
    find: (look) => refused(step, look) ?? shownPage(step, look),
    isReady: () => Promise.resolve(signal?.aborted === true),
  });
}

/** A refusal may be shown beside what waited for the approval. */
function refused({ kinds }: FormStep, look: Look): Candidate | null {
  const rule = visibleRuleOf(kinds, 'approval_refused', look);
  return rule < 0 ? null : { rule, is: 'approval_refused', change: 'document', drawnMs: null };
}

/** Null when the page has gone on meanwhile. */
async function read(step: FormStep, found: PageFound): Promise<BankAnswer | null> {
  try {
    return await answerOf(step, found);
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}
