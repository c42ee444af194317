import { withTimeout } from '../../browser/with-timeout.js';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import { awaitPage, type PageFound } from '../page/await-page.js';
import type { NotSubmittedReason } from '../../assistance/step-answer.js';
import type { PageKind } from '../file/page-schema.js';
import {
  type Candidate,
  documentIn,
  isReplaced,
  type Look,
  newCandidate,
  visibleRuleOf,
} from '../page/find-candidate.js';
import type { FormStep } from './form-step.js';
import { frameAt } from '../page/frame-at.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { listensToTyping } from '../page/listens-to-typing.js';
import { hasUnheardWorkers } from '../page/unheard-workers.js';
import type { Pressed } from './press-button.js';
import { guardPresses, timesKeptBack } from './press-guard.js';
import { mostReloads, wasNavigating } from '../page/was-navigating.js';

/** Forms that follow their fields do so within this time after the last key; a person is no faster. */
const quietAfterTypingMs = 500;
/** A button that is still disabled may wait for the field to lose the focus, and then for real keys. */
const leaveFieldAfterMs = 600;
const typeAgainAfterMs = 1_500;
/** The page asked something else than what was typed, such as a check of its form: it may send the code by itself. */
const quietAfterAskingMs = 3_000;
/** A page that never stops asking is pressed all the same. */
const longestQuietMs = 6_000;

/** When a press that asked the bank nothing is repeated. */
const pressAgainAfterMs = {
  /** The page complained by its own check: its form did not yet know what was typed. */
  ownCheck: 700,
  /** Its form was kept back: nothing has been sent, however late its script is. */
  keptBack: 700,
  /** Nothing changed at all: no script has taken the button over yet. */
  nothing: 1_500,
  /** What must not be sent twice is not sent again because a script is only slow. */
  nothingForOnce: 3_000,
  /** Something was drawn: the page is at work. */
  reaction: 5_000,
};
const mostPresses = 4;
/** Whether a press was kept back, which a page knows at once unless it is busy. */
const knownWithinMs = 300;
/** A form that is kept back is tried for this long. */
const longestKeptBackMs = 10_000;

/** What is pressed to send something. */
export interface Button {
  isUsable(): Promise<boolean>;
  /** `isGuarded`: only in a document that is guarded (`guardPresses`), and not when a field was drawn anew there. */
  press(isGuarded?: boolean): Promise<Pressed>;
}

interface Submission {
  /** Absent where the page sends by itself. */
  button: Button | undefined;
  /** The frame of the form. */
  frame: readonly string[] | undefined;
  /**
   * The password, the code or the answer: a request that carries it is its submission. Empty where the page sends nothing
   * by itself.
   */
  typed: string;
  /** A code, an answer or a choice must not be sent twice; a user name with its password may. */
  isOnce: boolean;
  /** What was visible before the page could have sent it. */
  before: Look;
  /**
   * Whether the page answers although none of `pages` is new; `shown` is the new one, `before` what was visible before the
   * last press. Absent: only a new page answers.
   */
  findAnswer?: (look: Look, shown: Candidate | null, before: Look) => Candidate | null;
  /**
   * What is answered: a page that shows it in another document, although nothing was sent, has loaded itself anew. Absent:
   * a form of the login, which is none of `pages`.
   */
  prompt?: { kind: PageKind; isThere: () => Promise<boolean> };
  /** Types again what the page has lost; `isNewDocument`: it has lost all of it. False when the page does not take it. */
  typeAgain: (how: { always: boolean; isNewDocument?: boolean }) => Promise<boolean>;
  /** Whether the page now shows what the next step needs. Absent where only an answer can follow. */
  goOn?: (look: Look) => Promise<boolean>;
}

export interface Submitted {
  /** `ready`: `goOn` was true. */
  found: PageFound;
  /** What was visible before the last press. */
  before: Look;
  /** Why nothing was sent; null when the page has asked its bank something. */
  notSubmitted: NotSubmittedReason | null;
}

/** Sends what was typed, once, and waits for the bank's answer or for what the next step needs. */
export async function submitForm(step: FormStep, submission: Submission): Promise<Submitted> {
  const { page, bank, kinds, traffic } = step;
  const { button, frame, typed, isOnce, findAnswer, prompt, typeAgain, goOn } = submission;
  const mayBeSentByPage = typed !== '';
  let typedMs = performance.now();
  const quietMs =
    button !== undefined &&
    mayBeSentByPage &&
    (frame !== undefined || (await listensToTyping(page, { alsoDocument: isOnce })))
      ? quietAfterTypingMs
      : 0;
  let { before } = submission;
  let presses = 0;
  /** False while nothing was there to press. */
  let wasPressed = false;
  let reloads = 0;
  let pressedMs = 0;
  let hasReacted = false;
  let hasLeftField = false;
  /** With real keys: some forms follow nothing else. */
  let hasTypedAgain = false;
  let hasComplained = false;
  let isCovered = false;
  /** False where a page that has loaded itself anew does not take what is to be sent. */
  let isTyped = true;

  let form = (await frameAt(page, frame)) ?? page.mainFrame();
  const found: PageFound = await awaitPage({
    ...step,
    shown: before,
    find: (look) => {
      const shown = newCandidate(kinds, before, look);
      const candidate = findAnswer ? findAnswer(look, shown, before) : shown;
      return isPromptLoadedAgain(look, candidate) ? null : candidate;
    },
    isReady: async (look, candidate) => {
      const isSent = presses > 0 || isSentByItself();
      if (goOn && isSent && candidate === null && (await goOn(look))) return true;
      if (button === undefined || traffic.isNavigating()) return false;
      if (isReplaced(look, frame)) return isToTypeAnew(candidate) && (await isFormThere(button)) && typeAnew;
      const nowMs = performance.now();
      hasReacted = (look.changes ?? 0) > 0;
      const isDue = presses === 0 ? isFirstPressDue(nowMs) : await isNextPressDue(nowMs, candidate);
      if (!isDue) return false;
      if (await button.isUsable()) return async () => await press(button, look);
      return presses === 0 && (async () => await helpButton(nowMs - typedMs));
    },
  });
  const hasAskedNothing = !traffic.hasAsked() || (isUnpressed() && traffic.hasLeftSilently());
  const isUnsent = found.is === 'nothing' && hasAskedNothing && !(await mayBeSentUnheard());
  return { found, before, notSubmitted: isUnsent ? whyNotSubmitted(found.candidate) : null };

  function whyNotSubmitted(shown: Candidate | null): NotSubmittedReason {
    if (button !== undefined && presses === 0) return 'button_disabled';
    if (isCovered) return 'covered';
    return hasComplained || isComplaint(shown) || traffic.dialogs().length > 0 ? 'page_check' : 'no_request';
  }

  async function press(to: Button, look: Look): Promise<boolean> {
    if (isSentByItself()) return false;
    const what = isOnce && typed !== '' ? 'code' : 'password';
    const guarded = await guardPresses(form, { what, isFirst: presses === 0 });
    // The page has loaded itself anew since that look: nothing is typed there.
    if (!Object.is(guarded, documentIn(look, frame)?.document ?? guarded)) return false;
    if (presses > 0 && !(await typeIfPossible({ always: hasComplained && !isOnce && !hasTypedAgain })))
      return false;
    if (hasComplained) hasTypedAgain = true;
    // What typing alone has drawn (an error that is checked at each key) is no answer either.
    if (presses > 0 || hasReacted) before = await markWhatIsVisible(page, bank);
    if (isSentByItself()) return false;
    traffic.startAction(typed);
    presses += 1;
    step.observe?.({ is: 'awaits', selector: null });
    const wasPressedBefore = wasPressed;
    wasPressed = true;
    const pressed = await to.press(true);
    // A busy page takes a press late, and its script begins only then.
    pressedMs = performance.now();
    wasPressed = wasPressedBefore || (pressed !== 'gone' && !(await isKeptBackAtOnce()));
    isCovered = pressed === 'covered';
    return true;
  }

  /** Nothing was pressed, and no request carries what was typed. */
  function isUnpressed(): boolean {
    return button !== undefined && !wasPressed && !traffic.hasSubmitted();
  }

  /** The prompt in another document is no answer while nothing was sent; neither is an error that stands there still. */
  function isPromptLoadedAgain(look: Look, candidate: Candidate | null): boolean {
    if (!prompt || !isReplaced(look, frame) || !isUnpressed()) return false;
    if (candidate?.is === prompt.kind) return true;
    const isPrompt = visibleRuleOf(kinds, prompt.kind, look) >= 0;
    return candidate?.is === 'code_rejected' && isPrompt && traffic.hasLeftSilently();
  }

  function isToTypeAnew(candidate: Candidate | null): boolean {
    const isForm = candidate === null || (!prompt && candidate.is === 'code_required');
    return isForm && reloads < mostReloads && isUnpressed();
  }

  async function isFormThere(to: Button): Promise<boolean> {
    return prompt ? await prompt.isThere() : await to.isUsable();
  }

  async function typeAnew(): Promise<boolean> {
    reloads += 1;
    presses = 0;
    form = (await frameAt(page, frame)) ?? page.mainFrame();
    before = await markWhatIsVisible(page, bank);
    traffic.startAction(typed);
    isTyped = await typeIfPossible({ always: false, isNewDocument: true });
    typedMs = performance.now();
    return true;
  }

  function isSentByItself(): boolean {
    return presses === 0 ? traffic.hasSubmitted() : traffic.hasAsked();
  }

  function isFirstPressDue(nowMs: number): boolean {
    if (!isTyped || nowMs - typedMs < quietMs || isSentByItself()) return false;
    if (!mayBeSentByPage || !traffic.hasAsked() || nowMs - typedMs >= longestQuietMs) return true;
    return !traffic.isOpen() && nowMs - traffic.lastEndMs() >= quietAfterAskingMs;
  }

  async function isNextPressDue(nowMs: number, candidate: Candidate | null): Promise<boolean> {
    if (isSentByItself()) return false;
    hasComplained ||= isComplaint(candidate);
    const waitedMs = nowMs - pressedMs;
    if (waitedMs < pressAgainAfterMs.keptBack) return false;
    if (await isKeptBack()) return nowMs - typedMs < longestKeptBackMs;
    const nothing = isOnce ? pressAgainAfterMs.nothingForOnce : pressAgainAfterMs.nothing;
    const waitMs = isComplaint(candidate)
      ? pressAgainAfterMs.ownCheck
      : hasReacted
        ? pressAgainAfterMs.reaction
        : nothing;
    return waitedMs >= waitMs && presses < mostPresses && !(await mayBeSentUnheard());
  }

  /** Whether each press has certainly sent nothing, because the form was kept back. */
  async function isKeptBack(): Promise<boolean> {
    return presses > 0 && (await timesKeptBack(form)) >= presses;
  }

  /** A page that went on, or is busy with the press, has taken it. */
  async function isKeptBackAtOnce(): Promise<boolean> {
    if (isSentByItself()) return false;
    try {
      return await withTimeout(knownWithinMs, isKeptBack, () => false);
    } catch (error) {
      if (wasNavigating(error)) return false;
      throw error;
    }
  }

  /** What must not be sent twice: whether it may be on its way although nothing that carries it was heard. */
  async function mayBeSentUnheard(): Promise<boolean> {
    if (!isOnce || (button !== undefined && presses === 0) || (await isKeptBack())) return false;
    return (hasReacted && traffic.hasSentBeacon()) || (await hasUnheardWorkers(page));
  }

  /** False also when the time is over meanwhile: half of a code must not be sent. */
  async function typeIfPossible(how: Parameters<typeof typeAgain>[0]): Promise<boolean> {
    try {
      return await typeAgain(how);
    } catch (error) {
      if (isTimeoutError(error)) return false;
      throw error;
    }
  }

  async function helpButton(waitedMs: number): Promise<boolean> {
    if (waitedMs >= leaveFieldAfterMs && !hasLeftField) {
      hasLeftField = true;
      await page.keyboard.press('Tab');
    } else if (waitedMs >= typeAgainAfterMs && !hasTypedAgain) {
      hasTypedAgain = true;
      await typeIfPossible({ always: true });
    }
    return false;
  }
}

const isComplaint = (candidate: Candidate | null): boolean =>
  (candidate?.is === 'code_rejected' || candidate?.is === 'bad_credentials') &&
  candidate.change !== 'unchanged';
