import type { Frame, Locator, Page } from 'playwright-core';
import type { BankFile } from './file/bank-file.js';
import type { Look } from './find-candidate.js';
import {
  markElements,
  markPageScript,
  type PageElement,
  seeElements,
  seeVersion,
  type Sight,
} from './page-marks.js';
import { type PageDialog, trafficOf } from './page-traffic.js';

/** What of a bank's file says how to see where its pages are. */
export type Pages = Pick<BankFile, 'pages' | 'otp'>;

export const visible = (place: Page | Frame, selector: string): Locator =>
  place.locator(selector).filter({ visible: true });

/** The rules that are marked and looked at: each of `pages`, and the message behind them. */
function rulesOf({ pages, otp }: Pages) {
  const rules = pages.map(({ selector, dialog, is }) => ({
    selector,
    dialog,
    textCounts: is === 'code_rejected',
  }));
  const message = otp?.message;
  return message === undefined
    ? rules
    : [...rules, { selector: message, dialog: undefined, textCounts: true }];
}

/** Marks all that is visible now: what comes later is new. Answers what there was. */
export async function markWhatIsVisible(page: Page, bank: Pages): Promise<Look> {
  const rules = rulesOf(bank);
  await page.evaluate(markPageScript(rules.map(({ textCounts }) => ({ textCounts }))));
  await Promise.all(
    rules.map(async ({ selector }, rule) => {
      if (selector !== undefined) await visible(page, selector).evaluateAll(markElements, rule);
    }),
  );
  return await lookAtPage(page, bank);
}

/** How old a look may be when nothing in the document has changed: a style alone can still show and hide. */
const lookLastsMs = 400;

/**
 * Throws when the page navigates meanwhile: there is nothing certain to see then. The look before is the answer
 * while nothing is drawn, since a look at every rule costs the browser ten times as much as that question.
 */
export async function lookAtPage(page: Page, bank: Pages, previous: Look | null = null): Promise<Look> {
  const atMs = performance.now();
  const dialogs = trafficOf(page).dialogs();
  const isNewDialog = dialogs.some((dialog) => dialog.atMs >= (previous?.atMs ?? 0));
  if (previous?.changes != null && !isNewDialog && atMs - previous.atMs < lookLastsMs) {
    const { document, changes } = await page.evaluate(seeVersion);
    if (document === previous.document && changes === previous.changes) return previous;
  }
  const sights = await Promise.all(
    rulesOf(bank).map(async ({ selector, dialog }, rule) =>
      selector === undefined
        ? { ...sightOf(dialogs, dialog), ...(await page.evaluate(seeVersion)) }
        : await visible(page, selector).evaluateAll(seeElements, rule),
    ),
  );
  const [first] = sights;
  if (!first || sights.some(({ document }) => document !== first.document)) throw new DocumentChanged();
  const isAnotherDocument = sights.some(({ changes }) => changes === null);
  return {
    atMs,
    document: first.document,
    changes: isAnotherDocument ? null : Math.min(...sights.map(({ changes }) => changes ?? 0)),
    isAnotherDocument,
    pages: sights.slice(0, bank.pages.length),
    message: sights[bank.pages.length] ?? null,
  };
}

/** A dialog that holds a text is a page that is new. */
function sightOf(dialogs: readonly PageDialog[], text = ''): Sight {
  const dialog = dialogs.findLast((one) => one.text.includes(text));
  return {
    isVisible: dialog !== undefined,
    isNew: dialog !== undefined,
    drawnAt: dialog ? dialog.atMs + performance.timeOrigin : null,
    text: dialog?.text ?? '',
  };
}

/** Whether the first thing of that name that can be seen may be pressed, or typed into. */
export async function isUsable(place: Page | Frame, selector: string): Promise<boolean> {
  return await visible(place, selector).evaluateAll(([first]: PageElement[]) => {
    return first !== undefined && !first.matches(':disabled, [readonly], [aria-disabled="true"]');
  });
}

/** How long a field may be readonly because its page is at work; later it is one that waits for the focus. */
const readonlyAtWorkMs = 800;

/** Whether something can be typed there, now or as soon as the field has the focus. */
export async function isTypable(place: Page | Frame, selector: string, sinceMs: number): Promise<boolean> {
  if (await isUsable(place, selector)) return true;
  if (performance.now() - sinceMs < readonlyAtWorkMs) return false;
  return await visible(place, selector).evaluateAll(([first]: PageElement[]) => {
    return (
      first !== undefined &&
      first.matches('[readonly]') &&
      !first.matches(':disabled, [aria-disabled="true"]')
    );
  });
}

class DocumentChanged extends Error {}

/** Playwright's words for a look that a navigation came into: the next look will tell. */
const signsOfNavigation =
  /^[^\n]*(execution context was destroyed|cannot find context|frame was detached|navigated or closed)/i;

export function wasNavigating(error: unknown): boolean {
  return (
    error instanceof DocumentChanged || (error instanceof Error && signsOfNavigation.test(error.message))
  );
}
