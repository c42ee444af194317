import type { PageKind } from '../file/page-schema.js';
import type { Seen } from './page-marks.js';

/** What one of the bank's `pages` shows. */
export interface Sight extends Omit<Seen, 'drawnAt' | 'writtenAt'> {
  /** When it was last drawn since the marking, of `performance.now()`; null where that is not known. */
  drawnMs: number | null;
  /** When it was last written, other numbers aside; null when it was not, or that is not known. */
  writtenMs: number | null;
  /** Identifies the document: that of the page, or of the frame that the entry names. */
  document: number;
  /** It is not the document that was marked. */
  isAnotherDocument: boolean;
}

/** One look at a page: what each of the bank's `pages` shows, in their order. */
export interface Look {
  /** Times are of `performance.now()`. */
  atMs: number;
  /** Identifies all documents together. */
  document: number;
  /** How often they were drawn since they were marked; null when the page's own was not marked. */
  changes: number | null;
  /** Whether the page's own document is another one than the one that was marked. */
  isAnotherDocument: boolean;
  /** The documents of the page and of each frame that the file names; the page's own is the first. */
  documents: readonly DocumentSeen[];
  pages: readonly Sight[];
  message: Sight | null;
}

export interface DocumentSeen {
  /** The frame's path in the bank's file. */
  frame: readonly string[];
  /** Identifies the document; null where the frame is not there. */
  document: number | null;
  /** How often it was drawn since it was marked; null when it was not. */
  changes: number | null;
}

/** The document in a frame; undefined where the file does not name the frame. */
export const documentIn = ({ documents }: Look, frame: readonly string[] = []): DocumentSeen | undefined =>
  documents.find((one) => one.frame.join('\n') === frame.join('\n'));

/** Whether a frame holds another document than the one that was marked, or is gone. */
export const isReplaced = (look: Look, frame?: readonly string[]): boolean =>
  documentIn(look, frame)?.changes === null;

/** A page that is new since something was sent, and may be the answer to it. */
export interface Candidate {
  rule: number;
  is: PageKind;
  change: Change;
  /** When it was drawn, of `performance.now()`; null where that is not known. */
  drawnMs: number | null;
  /** What a dialog said beside it. */
  saidInDialog?: string;
}

/** How a candidate is new. */
export type Change =
  /** It is in another document. */
  | 'document'
  /** It was not visible before. */
  | 'appeared'
  /** It was visible before and now has other words, or the message behind it has. */
  | 'reworded'
  /** The same, but only numbers are other ones: perhaps a countdown. */
  | 'recounted'
  /** It was visible before and has the same words: perhaps the old page, drawn again. */
  | 'redrawn'
  /** It was there all along, under a code prompt that is gone now. */
  | 'uncovered'
  /** It was there before, and is as it was. */
  | 'unchanged';

/**
 * The page that may answer what was sent: the first of `pages` that is visible and new. A refused code differs from
 * a new prompt by its error, so it wins over the prompt that shows it. An error left over from the last code is not
 * new.
 */
export function newCandidate(kinds: readonly PageKind[], before: Look, now: Look): Candidate | null {
  const candidates = kinds
    .map((is, rule): Candidate | null => candidateOf(rule, is, before, now))
    .filter((candidate) => candidate !== null);
  const isPrompt = ({ is }: Candidate): boolean => is === 'code_required';
  const answers = candidates.filter((candidate) => !isPrompt(candidate));
  return (
    answers.find(({ change }) => change === 'document' || change === 'appeared') ??
    answers[0] ??
    candidates.find(isPrompt) ??
    uncovered(kinds, before, now)
  );
}

function candidateOf(rule: number, is: PageKind, before: Look, now: Look): Candidate | null {
  const sight = now.pages[rule];
  if (!sight?.isVisible) return null;
  if (sight.isAnotherDocument) return { rule, is, change: 'document', drawnMs: null };
  const isAboutCode = is === 'code_required' || is === 'code_rejected';
  const message = isAboutCode && now.message?.isNew && now.message.text !== '' ? now.message : null;
  if (!sight.isNew && !message) return null;
  const old = before.pages[rule];
  if (sight.isNew && !old?.isVisible) return { rule, is, change: 'appeared', drawnMs: sight.drawnMs };
  const own = sight.isNew && is === 'code_rejected' ? differenceOf(sight, old) : null;
  const said =
    message && (isCounter(message, before.message) ? 'recounted' : differenceOf(message, before.message));
  // A message that only counts does not draw again what stands beside it.
  const drawn = sight.isNew && said !== 'reworded' ? null : message;
  const drawnTimes = [sight.isNew ? sight.drawnMs : null, drawn?.drawnMs ?? null].filter((at) => at !== null);
  const changes = [own, drawn && said];
  return {
    rule,
    is,
    change: changes.includes('reworded')
      ? 'reworded'
      : changes.includes('recounted')
        ? 'recounted'
        : 'redrawn',
    drawnMs: drawnTimes.length === 0 ? null : Math.max(...drawnTimes),
  };
}

/**
 * A refusal that was not visible in a look since the action is no longer the old one, whatever its words. `absent`: the
 * rules that were not.
 */
export function shownAgain(candidate: Candidate | null, absent: ReadonlySet<number>): Candidate | null {
  if (candidate?.is !== 'code_rejected' || candidate.change === 'document') return candidate;
  return absent.has(candidate.rule) ? { ...candidate, change: 'appeared' } : candidate;
}

/** The first rule for pages of this kind that is visible; -1 for none. */
export const visibleRuleOf = (kinds: readonly PageKind[], kind: PageKind, look: Look): number =>
  kinds.findIndex((is, at) => is === kind && look.pages[at]?.isVisible === true);

/**
 * The error of the code before, and the prompt with it. Many pages that refuse the next code too do not draw the same
 * error again.
 */
export function unchangedRefusal(kinds: readonly PageKind[], before: Look, now: Look): Candidate | null {
  const rule = firstVisible(now);
  const isPrompt = visibleRuleOf(kinds, 'code_required', now) >= 0;
  const wasThere = before.pages[rule]?.isVisible === true && now.pages[rule]?.isAnotherDocument === false;
  if (kinds[rule] !== 'code_rejected' || !wasThere || !isPrompt) return null;
  return { rule, is: 'code_rejected', change: 'unchanged', drawnMs: null };
}

/** Null where a text is the same. */
function differenceOf(
  { text }: Sight,
  before: Sight | null | undefined,
): Extract<Change, 'reworded' | 'recounted'> | null {
  const old = before?.text ?? '';
  if (text === old) return null;
  const withoutNumbers = (of: string): string => of.replace(/\d+/g, '0');
  // A countdown may begin after the words that were there.
  const isBegun = old !== '' && text.startsWith(old) && /\d/.test(text.slice(old.length));
  return isBegun || withoutNumbers(text) === withoutNumbers(old) ? 'recounted' : 'reworded';
}

/** A message with a number where there was none may be a countdown. */
const isCounter = ({ text }: Sight, before: Sight | null): boolean =>
  /\d/.test(text) && !/\d/.test(before?.text ?? '') && text !== before?.text;

function uncovered(kinds: readonly PageKind[], before: Look, now: Look): Candidate | null {
  const first = firstVisible(now);
  const is = kinds[first];
  if (is === undefined || is === 'code_required' || is === 'code_rejected') return null;
  if (kinds[firstVisible(before)] === is) return null;
  return { rule: first, is, change: 'uncovered', drawnMs: null };
}

function firstVisible({ pages }: Look): number {
  return pages.findIndex(({ isVisible }) => isVisible);
}
