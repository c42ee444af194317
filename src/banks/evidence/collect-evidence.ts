import type { Frame, Page } from 'playwright-core';
import { type FailureEvidence, failureEvidenceSchema } from '../../assistance/failure-evidence.js';
import { followedTab } from '../../browser/followed-tab.js';
import { redactBrowserErrors } from '../../browser/redact-browser-errors.js';
import { withTimeout } from '../../browser/with-timeout.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import { frameAt } from '../page/frame-at.js';
import { type Awaited, journalOf, pathOf, selectorOf, type StepJournal } from '../steps/step-journal.js';
import { isUsable } from '../page/visible-elements.js';
import { findInvalidSelectors } from '../page/find-invalid-selectors.js';
import { causeOf } from './cause-of.js';
import { wasNavigating } from '../page/was-navigating.js';
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
const longestMs = 15_000;
/** A page is read in less than a second unless it, or the machine, has too much to do. */
const slowMs = 4_000;
const mostElements = 200;
const mostInvalid = 50;

/**
 * Reads what a bank's page shows after a step that failed, once and without touching it, in at most `withinMs` (15
 * seconds). Where the page does not respond in that time, or goes away meanwhile, the evidence is what its driver noted,
 * with the cause `not_read`. Null where no page was opened. Throws nothing but BrowserError; texts are without secrets.
 */
export async function collectEvidence(
  opened: Page,
  failure: Failure,
  withinMs = longestMs,
): Promise<CollectedEvidence | null> {
  const page = followedTab(opened);
  const redactor = createPageTextRedactor(failure);
  const nothing = (): null => null;
  if (page.url() === 'about:blank' && (journalOf(page.context())?.visited ?? null) === null) return null;
  return await redactBrowserErrors('collectEvidence', async () => {
    const screenshot = withTimeout(
      withinMs,
      async () => (isOfBank(page) ? await takeMaskedScreenshot(page, redactor) : null),
      nothing,
    ).catch(nothing);
    const withoutPage = (): FailureEvidence => evidenceWithoutPage(page, failure, redactor);
    const evidence = await withTimeout(
      withinMs,
      async () => await readEvidence(page, failure, redactor),
      withoutPage,
    ).catch((error: unknown) => {
      if (wasNavigating(error)) return withoutPage();
      throw error;
    });
    return { evidence, screenshot: await screenshot };
  });
}

/** False for the browser's own page in place of one that it could not get. */
const isOfBank = (page: Page): boolean => /^https?:/.test(page.url());

async function readEvidence(
  page: Page,
  failure: Failure,
  redactor: PageTextRedactor,
): Promise<FailureEvidence> {
  const beganMs = performance.now();
  const noted = whatIsNoted(page, failure, redactor);
  const journal = journalOf(page.context());
  const seen = isOfBank(page) ? await readElements(page, redactor) : { elements: [], covers: [] };
  const pages = journal ? await readPageEntries(page, journal.bank, seen.elements) : [];
  const awaited = journal?.awaited ?? null;
  const presence = awaited && (await presenceOf(page, awaited));
  const matched = pages.filter((entry) => entry.matched);
  const isFailedBrowser = failure.outcome === 'error' && journal !== undefined;
  const invalid = isFailedBrowser ? await findInvalidSelectors(page, journal.bank) : [];
  const facts = {
    ...seen,
    ...failure,
    awaited,
    presence,
    address: redactor.cleanAddress(page.url()),
    isDisabled: awaited !== null && presence === 'visible' && !(await isUsableNow(page, awaited)),
    isKnownPage: matched.length > 0,
    isNewlyKnown: matched.length > 0 && matched.every(({ place }) => !journal?.matched.has(place)),
    wasCovered: (journal?.covered.length ?? 0) > 0,
    hasInvalidSelectors: invalid.length > 0,
  };
  const cause = causeOf(facts);
  const suggestions = journal ? suggestChanges({ ...facts, cause, bank: journal.bank }) : [];
  const [first] = suggestions;
  const httpStatus = await statusOf(page);
  return failureEvidenceSchema.parse({
    ...noted,
    cause: cause === 'unknown_page' && first?.because === 'code_field_moved' ? 'code_field_not_found' : cause,
    title: redactor.clean(await page.title()),
    http_status: httpStatus,
    pages,
    steps: journal ? await stepsOf(page, journal) : [],
    invalid_selectors: invalid.slice(0, mostInvalid),
    covers: coversOf(seen, journal, redactor),
    elements: seen.elements
      .slice(0, mostElements)
      .map(({ kind, role, label, selector, frame, disabled, covered }) => ({
        ...{ kind, role, label, selector, frame, disabled, covered },
      })),
    suggestions,
    was_slow: performance.now() - beganMs > slowMs,
  });
}

/** What is known without asking the page. */
function whatIsNoted(page: Page, { bank, step, outcome, reason }: Failure, redactor: PageTextRedactor) {
  const journal = journalOf(page.context());
  const awaited = journal?.awaited ?? null;
  const visited = journal?.visited ?? null;
  return {
    ...{ taken_at: new Date().toISOString(), bank, step, outcome, reason },
    waited_for: awaited && { path: [...awaited.path], selector: awaited.selector, frame: [...awaited.frame] },
    after: journal ? lastTyped(journal, step) : null,
    address: redactor.cleanAddress(page.url()) ?? (visited && redactor.cleanAddress(visited)),
    dismissed: journal?.dismissed ?? [],
  };
}

function evidenceWithoutPage(page: Page, failure: Failure, redactor: PageTextRedactor): FailureEvidence {
  return failureEvidenceSchema.parse({
    ...whatIsNoted(page, failure, redactor),
    ...{ cause: 'not_read', was_slow: true, title: '', http_status: null },
    ...{ pages: [], steps: [], covers: [], elements: [], suggestions: [] },
  });
}

async function isUsableNow(page: Page, { selector, frame: path }: Awaited): Promise<boolean> {
  const frame = await frameAt(page, path);
  return frame !== null && (await isUsable(frame, selector));
}

async function presenceOf(
  page: Page,
  { selector, frame: path }: Pick<Awaited, 'selector' | 'frame'>,
): Promise<Presence> {
  const frame: Frame | null = await frameAt(page, path);
  return frame ? await presenceIn(frame, selector) : 'absent';
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
