import type { NotSubmittedReason } from '../../assistance/step-answer.js';
import { awaitPage, type PageFound } from '../page/await-page.js';
import type { BankAnswer } from '../bank-driver.js';
import type { PageKind } from '../file/page-schema.js';
import type { Step } from '../file/step-schema.js';
import { type Candidate, isReplaced, type Look, newCandidate } from '../page/find-candidate.js';
import { answerOf, type FormStep, shownPage } from './form-step.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { isVisibleIn } from '../page/visible-elements.js';
import { openTab } from './open-tab.js';
import { submitForm } from './submit-form.js';
import { buttonOf } from './step-button.js';
import { selectorOf } from './step-journal.js';
import { asPress, isReadyFor, type PressStep } from './step-target.js';
import { takeFormStep } from './take-form-step.js';
import {
  takeInto,
  lastValueIn,
  markWhatIsThereWith,
  takeAgainInNewDocument,
  type TakenStep,
  typeAgain,
  valueIn,
} from './taken-steps.js';
import { wasNavigating } from '../page/was-navigating.js';

/** What the next step needs was there before the press: how long after the bank's answer it is taken for the next page's. */
const settleAfterAnswerMs = 300;
/** The same for a press that asked the bank nothing. */
const settleAfterPressMs = 600;

interface StepRun {
  steps: readonly Step[];
  /** What was visible before the last press; null when nothing was pressed yet. */
  before: Look | null;
  /** Whether the page shows what follows the steps. Absent: only the bank's answer follows. */
  isOver?: () => Promise<boolean>;
}

/** The step whose turn it is. */
interface Due {
  turn: number | null;
}

/** `over`: `isOver` was true. */
export type StepsRun = { is: 'over'; before: Look | null } | { is: 'answered'; answer: BankAnswer };

/** Before anything was typed, what the page says about credentials or codes is about earlier ones. */
const saidOfEarlier: readonly PageKind[] = ['bad_credentials', 'code_rejected'];

/**
 * Takes the steps of a bank's file one after the other. Each waits until what it needs is there; if a page that is
 * new since the last press is there first, that is the bank's answer. The last press submits.
 */
export async function runSteps(step: FormStep, run: StepRun): Promise<StepsRun> {
  const { page, bank, kinds, traffic, observe } = step;
  const { steps, isOver } = run;
  let { before } = run;
  /** The steps since the last press that put something into the page. */
  let typing: TakenStep[] = [];
  /** Whether something that was typed has been sent. */
  let isSent = false;
  let pressedMs = performance.now();

  /** How many steps were taken or skipped. */
  let passed = 0;

  let next: number | PageFound = (before && (await turnAtOnce(0))) ?? (await untilTurn(0));
  for (;;) {
    if (typeof next !== 'number') return await answered(next, 'no_field');
    for (const skipped of steps.slice(passed, next)) observe?.({ is: 'step', step: skipped, how: 'skipped' });
    passed = next + 1;
    const one = steps[next];
    if (!one) return { is: 'over', before };
    const pressing = asPress(one);
    if ('click' in one && one.opens === 'tab') return await goOnInTab(one, next);
    if (pressing) {
      const pressed: number | StepsRun = await press(pressing, next);
      if (typeof pressed !== 'number') return pressed;
      next = pressed;
      continue;
    }
    await takeAgainInNewDocument(step, typing);
    if (sendsByItself(next)) return await sendByTyping(one);
    const text = valueIn(step, one);
    const taken = text === undefined ? null : await takeInto(step, one, text);
    if (!taken) {
      observe?.({ is: 'step', step: one, how: 'failed' });
      return await answered(await awaitPage({ ...step, find }), isOnKeypad(one) ? 'no_key' : 'not_typed');
    }
    observe?.({ is: 'step', step: one, how: 'taken' });
    typing.push(taken);
    next = (await turnAtOnce(next + 1)) ?? (await untilTurn(next + 1));
  }

  /** Opens a tab, and takes the rest of the steps there. */
  async function goOnInTab(one: PressStep, at: number): Promise<StepsRun> {
    observe?.({ is: 'step', step: one, how: 'pressed' });
    if (!(await openTab(step, one))) return await answered({ is: 'nothing', candidate: null }, 'no_request');
    const rest = await runSteps(step, { ...run, steps: steps.slice(at + 1), before: null });
    const isUnsent = rest.is === 'answered' && rest.answer.is === 'not_submitted';
    return isUnsent && isSent ? { is: 'answered', answer: { is: 'page_not_recognised' } } : rest;
  }

  function find(look: Look): Candidate | null {
    return before ? newCandidate(kinds, before, look) : shownPage(step, look, saidOfEarlier);
  }

  /** The next step whose turn it is, `steps.length` for what follows them; null when none can be taken yet. */
  async function turnFrom(from: number): Promise<number | null> {
    let hasSkipped = false;
    for (const [offset, one] of steps.slice(from).entries()) {
      if (one.if !== undefined && !(await isVisibleIn(page, one.if, one.frame))) {
        hasSkipped = true;
        continue;
      }
      // A button may appear only when its field loses the focus: see submit-form.ts.
      const isReady = ('click' in one && typing.length > 0) || (await isReadyFor(step, one, pressedMs));
      return isReady && !(hasSkipped && (await isLoading())) ? from + offset : null;
    }
    return (await isOver?.()) === true ? steps.length : null;
  }

  /** The same without waiting; null also while the page goes on to another document. */
  async function turnAtOnce(from: number): Promise<number | null> {
    try {
      return await turnFrom(from);
    } catch (error) {
      if (wasNavigating(error)) return null;
      throw error;
    }
  }

  async function isLoading(): Promise<boolean> {
    return (await page.evaluate('document.readyState')) === 'loading';
  }

  async function untilTurn(from: number): Promise<number | PageFound> {
    const awaited = steps[from];
    if (awaited) observe?.({ is: 'awaits', selector: selectorOf(awaited), step: awaited });
    const due: Due = { turn: null };
    const found = await awaitPage({
      ...step,
      find,
      isReady: async (_, candidate) => {
        due.turn = candidate === null ? await turnFrom(from) : null;
        return due.turn !== null;
      },
    });
    return due.turn ?? found;
  }

  async function press(one: PressStep, at: number): Promise<number | StepsRun> {
    const isLast = isOver === undefined && !steps.slice(at + 1).some(isPressForSure);
    const typed = isLast ? lastValueIn(step, typing) : '';
    const typedSteps = typing;
    typing = [];
    const button = buttonOf(step, one);
    const due: Due = { turn: null };
    let wasReady = false;

    observe?.({ is: 'awaits', selector: selectorOf(one), step: one });
    const marked = await markWhatIsThereWith(step, typedSteps);
    traffic.startAction(typed);
    const submitted = await submitForm(step, {
      button: {
        ...button,
        press: async (isGuarded) => {
          wasReady = !isLast && (await turnAtOnce(at + 1)) !== null;
          pressedMs = performance.now();
          observe?.({ is: 'step', step: one, how: 'pressed' });
          const following = isLast ? undefined : steps.slice(at + 1).find((later) => later.if === undefined);
          if (following) observe?.({ is: 'awaits', selector: selectorOf(following), step: following });
          return await button.press(isGuarded);
        },
      },
      frame: 'click' in one ? one.frame : typedSteps.at(-1)?.one.frame,
      typed,
      isOnce: false,
      before: marked,
      typeAgain: async ({ always, isNewDocument }) => {
        if (isNewDocument) await takeAgainInNewDocument(step, typedSteps);
        else await typeAgain(step, typedSteps, always);
        return true;
      },
      goOn: async (look) => {
        if (traffic.isNavigating()) return false;
        due.turn = await turnFrom(at + 1);
        return due.turn !== null && (!wasReady || isReplaced(look, steps[due.turn]?.frame) || hasSettled());
      },
    });
    before = submitted.before;
    isSent ||= typedSteps.length > 0 && traffic.hasAsked();
    if (submitted.found.is === 'ready' && due.turn !== null) return due.turn;
    return await answered(submitted.found, submitted.notSubmitted);
  }

  function hasSettled(): boolean {
    const nowMs = performance.now();
    if (!traffic.hasAsked()) return nowMs - pressedMs >= settleAfterPressMs;
    return !traffic.isOpen() && nowMs - traffic.lastEndMs() >= settleAfterAnswerMs;
  }

  /** Whether a page sends what this step types by itself: no press follows. */
  function sendsByItself(at: number): boolean {
    return isOver === undefined && !steps.slice(at).some(asPress) && !steps.slice(at + 1).some(putsIn);
  }

  async function sendByTyping(one: Step): Promise<StepsRun> {
    const text = valueIn(step, one);
    before = await markWhatIsVisible(page, bank);
    traffic.startAction(text);
    const isSentByPage = (): boolean => traffic.hasSubmitted();
    if (text === undefined || !(await takeFormStep(step, one, text, { isSent: isSentByPage }))) {
      observe?.({ is: 'step', step: one, how: 'failed' });
      return await answered(await awaitPage({ ...step, find }), isOnKeypad(one) ? 'no_key' : 'not_typed');
    }
    observe?.({ is: 'step', step: one, how: 'taken' });
    const { found, notSubmitted } = await submitForm(step, {
      button: undefined,
      frame: one.frame,
      typed: text,
      isOnce: false,
      before,
      typeAgain: () => Promise.resolve(true),
    });
    return await answered(found, notSubmitted);
  }

  /** `unsent`: why nothing was sent, if nothing was. */
  async function answered(found: PageFound, unsent: NotSubmittedReason | null): Promise<StepsRun> {
    const isUnsent = found.is === 'nothing' && unsent !== null && !isSent;
    const answer: BankAnswer = isUnsent
      ? { is: 'not_submitted', reason: unsent }
      : await answerOf(step, found);
    return { is: 'answered', answer };
  }
}

const isOnKeypad = (step: Step): boolean => 'keypad' in step || ('asked' in step && step.keys !== undefined);
const isPressForSure = (step: Step): boolean => asPress(step) !== null && step.if === undefined;
const putsIn = (step: Step): boolean => 'with' in step || 'select' in step;
