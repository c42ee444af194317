import type { PageKind } from './bank-file.js';
import type { Sight } from './page-marks.js';

/** One look at a page: what each of the bank's `pages` shows, in their order. */
export interface Look {
  atMs: number;
  /** Tells one document from the next. */
  document: number;
  /** How often the document was drawn anew since it was marked; null when it was not. */
  changes: number | null;
  isAnotherDocument: boolean;
  pages: readonly Sight[];
  message: Sight | null;
}

/** A page that is new since something was sent, and may be the answer to it. */
export interface Candidate {
  rule: number;
  is: PageKind;
  /**
   * `false`: it could also be the old page drawn again while the answer is on its way, so nothing may be
   * under way any more before it is believed.
   */
  isPlain: boolean;
}

/**
 * Which page answers what was sent, if one does: the first of `pages` that is visible and new. A refused code is
 * told from a new prompt by its error, so it wins over the prompt that shows it; an error left over from the
 * code before is not new and tells nothing.
 */
export function newAnswer(kinds: readonly PageKind[], before: Look, now: Look): Candidate | null {
  const candidates = kinds
    .map((is, rule): Candidate | null => candidateOf(rule, is, before, now))
    .filter((candidate) => candidate !== null);
  const isPrompt = ({ is }: Candidate): boolean => is === 'code_required';
  const answers = candidates.filter((candidate) => !isPrompt(candidate));
  return (
    answers.find(({ isPlain }) => isPlain) ??
    answers[0] ??
    candidates.find(isPrompt) ??
    uncovered(kinds, before, now)
  );
}

function candidateOf(rule: number, is: PageKind, before: Look, now: Look): Candidate | null {
  const sight = now.pages[rule];
  if (!sight?.isVisible) return null;
  if (now.isAnotherDocument) return { rule, is, isPlain: true };
  const isAboutCode = is === 'code_required' || is === 'code_rejected';
  const hasNewMessage = now.message !== null && now.message.isNew && now.message.text !== '';
  if (!sight.isNew && !(isAboutCode && hasNewMessage)) return null;
  const wasVisible = before.pages[rule]?.isVisible ?? false;
  return { rule, is, isPlain: !wasVisible };
}

/** A page that was there all along, under the code prompt that has gone. */
function uncovered(kinds: readonly PageKind[], before: Look, now: Look): Candidate | null {
  const first = firstVisible(now);
  const is = kinds[first];
  if (is === undefined || is === 'code_required' || is === 'code_rejected') return null;
  if (kinds[firstVisible(before)] === is) return null;
  return { rule: first, is, isPlain: false };
}

export function firstVisible({ pages }: Look): number {
  return pages.findIndex(({ isVisible }) => isVisible);
}
