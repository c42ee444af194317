import type { Frame, Page } from 'playwright-core';
import { type FailureEvidence, failureEvidenceSchema } from '../../assistance/failure-evidence.js';
import { followedTab } from '../../browser/followed-tab.js';
import { redactBrowserErrors } from '../../browser/redact-browser-errors.js';
import { withTimeout } from '../../browser/with-timeout.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import { frameAt } from '../page/frame-at.js';
import { type Awaited, journalOf, pathOf, selectorOf, type StepJournal } from '../steps/step-journal.js';
import { asFileLine } from './file-lines.js';
import { presenceIn, type Presence, readPageEntries } from './read-page-entries.js';
import { readElements, type SeenElements } from './read-elements.js';
import { createPageTextRedactor, type PageTextRedactor } from './redact-page-text.js';
import { suggestChanges } from './suggest-changes.js';
import { takeMaskedScreenshot } from './take-masked-screenshot.js';

/** What is known about a failure without looking at the page. */
export interface Failure extends Pick<FailureEvidence, 'step' | 'outcome' | 'reason'> {
  /** The bank's code. */
  bank: string;
  /** What was typed in this login, and what the account holds for the bank. */
  secrets: readonly string[];
  /** Codes may have been typed that this process does not know. */
  hidesUnknownCodes: boolean;
}

export interface CollectedEvidence {
  evidence: FailureEvidence;
  /** A masked PNG; null where none could be taken in time. */
  screenshot: Uint8Array | null;
}

/** The page does not change any more, and the login's end waits for this. */
const withinMs = 15_000;
const mostElements = 200;

/**
 * Reads what a bank's page shows after a step that failed, once and without touching it, in at most 15 seconds. Null
 * when the page does not respond, or is blank. Throws nothing but BrowserError; texts are without secrets.
 */
export async function collectEvidence(opened: Page, failure: Failure): Promise<CollectedEvidence | null> {
  const page = followedTab(opened);
  const redactor = createPageTextRedactor(failure);
  const nothing = (): null => null;
  // Nothing was opened.
  if (page.url() === 'about:blank') return null;
  return await redactBrowserErrors('collectEvidence', async () => {
    const screenshot = withTimeout(
      withinMs,
      async () => (isOfBank(page) ? await takeMaskedScreenshot(page, redactor) : null),
      nothing,
    ).catch(nothing);
    const evidence = await withTimeout(
      withinMs,
      async () => await readEvidence(page, failure, redactor),
      nothing,
    );
    return evidence && { evidence, screenshot: await screenshot };
  });
}

/** False for the browser's own page in place of one that it could not get. */
const isOfBank = (page: Page): boolean => /^https?:/.test(page.url());

async function readEvidence(
  page: Page,
  { bank: code, step, outcome, reason }: Failure,
  redactor: PageTextRedactor,
): Promise<FailureEvidence> {
  const journal = journalOf(page.context());
  const seen = isOfBank(page) ? await readElements(page, redactor) : { elements: [], covers: [] };
  const pages = journal ? await readPageEntries(page, journal.bank, seen.elements) : [];
  const awaited = journal?.awaited ?? null;
  const presence = awaited && (await presenceOf(page, awaited));
  const isKnownPage = pages.some(({ matched }) => matched);
  const address = redactor.cleanAddress(page.url());
  const visited = journal?.visited ?? null;
  const facts = { ...seen, awaited, presence, isKnownPage, wasCovered: (journal?.covered.length ?? 0) > 0 };
  return failureEvidenceSchema.parse({
    taken_at: new Date().toISOString(),
    bank: code,
    step,
    outcome,
    reason,
    cause: causeOf({ ...facts, outcome, reason, address, hasJournal: journal !== undefined }),
    waited_for: awaited && { path: [...awaited.path], selector: awaited.selector, frame: [...awaited.frame] },
    after: journal ? lastTyped(journal, step) : null,
    address: address ?? (visited && redactor.cleanAddress(visited)),
    title: redactor.clean(await page.title()),
    http_status: await statusOf(page),
    pages,
    steps: journal ? await stepsOf(page, journal) : [],
    covers: coversOf(seen, journal, redactor),
    dismissed: journal?.dismissed ?? [],
    elements: seen.elements
      .slice(0, mostElements)
      .map(({ kind, role, label, selector, frame, disabled, covered }) => ({
        ...{ kind, role, label, selector, frame, disabled, covered },
      })),
    suggestions: journal ? suggestChanges({ ...facts, bank: journal.bank }) : [],
  });
}

async function presenceOf(
  page: Page,
  { selector, frame: path }: Pick<Awaited, 'selector' | 'frame'>,
): Promise<Presence> {
  const frame: Frame | null = await frameAt(page, path);
  return frame ? await presenceIn(frame, selector) : 'absent';
}

interface CauseFacts extends Pick<FailureEvidence, 'outcome' | 'reason' | 'address'>, SeenElements {
  awaited: Awaited | null;
  presence: Presence | null;
  isKnownPage: boolean;
  wasCovered: boolean;
  hasJournal: boolean;
}

function causeOf(facts: CauseFacts): FailureEvidence['cause'] {
  const { outcome, reason, address, awaited, presence, isKnownPage, covers, wasCovered } = facts;
  if (outcome === 'error') return 'browser_error';
  if (outcome === 'access_denied') return 'access_denied_page';
  if (outcome === 'bank_unavailable') return isKnownPage ? 'unavailable_page' : 'no_answer';
  if (address === null) return 'no_answer';
  if (reason === 'covered' || covers.length > 0 || wasCovered) return 'covered';
  if (reason === 'not_typed' || reason === 'no_key' || reason === 'page_check') return 'not_taken';
  if (presence === 'absent' || presence === 'invalid') return 'not_found';
  if (presence === 'hidden') return 'hidden';
  if (reason === 'button_disabled' || awaited) return 'disabled';
  if (reason !== null) return 'not_taken';
  return isKnownPage ? 'unchanged_page' : 'unknown_page';
}

function lastTyped(journal: StepJournal, step: FailureEvidence['step']): FailureEvidence['after'] {
  if (step === 'code' || step === 'resend') return 'code';
  if (step === 'answer') return 'answer';
  const typed = journal.steps.flatMap((one) =>
    one.how === 'taken' && 'with' in one.step && one.step.with !== undefined ? [one.step.with] : [],
  );
  const last = typed.at(-1);
  if (last === undefined || last === 'username' || last === 'password') return last ?? null;
  return 'secret';
}

/** The HTTP status of the page's document, as the browser itself keeps it; null where there is none. */
async function statusOf(page: Page): Promise<number | null> {
  const status: unknown = await page.evaluate(
    `performance.getEntriesByType('navigation')[0]?.responseStatus ?? null`,
  );
  return typeof status === 'number' && status > 0 ? status : null;
}

async function stepsOf(page: Page, journal: StepJournal): Promise<FailureEvidence['steps']> {
  const { bank, awaited } = journal;
  const all = [...loginStepsOf(bank), ...(bank.otp?.before ?? []), ...(bank.otp?.before_submit ?? [])];
  return await Promise.all(
    all.map(async (step) => {
      const path = pathOf(bank, step);
      const isAt = (other: readonly (string | number)[]): boolean => other.join('\n') === path.join('\n');
      const known = journal.steps.find((one) => isAt(one.path));
      const isAwaited = awaited !== null && isAt(awaited.path);
      const selector = selectorOf(step);
      return {
        path: [...path],
        step: asFileLine(withoutPictures(step)),
        how: known?.how ?? (isAwaited ? ('awaited' as const) : ('not_reached' as const)),
        visible:
          selector !== null && (await presenceOf(page, { selector, frame: step.frame ?? [] })) === 'visible',
      };
    }),
  );
}

/** The hashes of a keypad's pictures are long and say nothing. */
const withoutPictures = (step: object): object =>
  Object.fromEntries(Object.entries(step).filter(([key]) => key !== 'pictures'));

function coversOf(
  { elements, covers }: SeenElements,
  journal: StepJournal | undefined,
  redactor: PageTextRedactor,
): FailureEvidence['covers'] {
  const now = covers.map(({ id, element, selector }) => ({
    over: elements.find(({ under }) => under === id)?.label ?? '',
    element,
    selector,
  }));
  const before = (journal?.covered ?? []).map(({ selector, element }) => ({
    over: selector.slice(0, 400),
    element: redactor.clean(element ?? ''),
    selector: null,
  }));
  return [...now, ...before].slice(0, 10);
}
