import type { ElementHandle, Frame, Page } from 'playwright-core';
import type { EvidenceElement } from '../../assistance/failure-evidence.js';
import { withTimeout } from '../../browser/with-timeout.js';
import { visible } from '../page/visible-elements.js';
import { wasNavigating } from '../page/was-navigating.js';
import { describeElements, described, type RawElement, type RawElements } from './describe-elements.js';
import type { PageTextRedactor } from './redact-page-text.js';

const mostInFrame = 80;
const mostFrames = 8;
const frameRespondsWithinMs = 10_000;

/** An element as evidence has it, and what is known about it for finding out what to change in a bank's file. */
export interface SeenElement extends EvidenceElement {
  isPassword: boolean;
  hints: string;
  maxLength: number | null;
  form: string | null;
  submits: boolean;
  /** Which of the covers it is part of; null for none. */
  inside: string | null;
  /** Which of the covers lies over it. */
  under: string | null;
}

export interface SeenCover {
  id: string;
  element: string;
  selector: string | null;
}

export interface SeenElements {
  elements: SeenElement[];
  covers: SeenCover[];
}

/** What a person sees and can act on: the visible fields, buttons, links, headings and frames of all frames. */
export async function readElements(page: Page, redactor: PageTextRedactor): Promise<SeenElements> {
  const frames = page.frames().slice(0, mostFrames);
  const read = await Promise.all(
    frames.map(async (frame, at) =>
      inTime(async () => {
        const path = await framePathOf(frame, redactor);
        return path && (await readFrame(frame, path, `${at}`, redactor));
      }),
    ),
  );
  return {
    elements: read.flatMap((one) => one?.elements ?? []),
    covers: read.flatMap((one) => one?.covers ?? []),
  };
}

/** Null for a frame that goes away, or does not respond, while it is read. */
async function inTime<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await withTimeout(frameRespondsWithinMs, act, () => null);
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}

async function readFrame(
  frame: Frame,
  path: string[],
  number: string,
  redactor: PageTextRedactor,
): Promise<SeenElements> {
  const raw = await visible(frame, described).evaluateAll(describeElements, mostInFrame);
  const idOf = (at: number | null): string | null => (at === null ? null : `${number}.${at}`);
  const elements = await Promise.all(
    raw.elements.map(async (one): Promise<SeenElement> => ({
      kind: one.kind,
      role: redactor.clean(one.role),
      label: redactor.clean(one.label),
      selector: await uniqueSelector(frame, one, redactor),
      frame: path,
      disabled: one.disabled,
      covered: one.under !== null,
      isPassword: one.isPassword,
      hints: one.hints,
      maxLength: one.maxLength,
      form: idOf(one.form),
      submits: one.submits,
      inside: idOf(one.inside),
      under: idOf(one.under),
    })),
  );
  return { elements, covers: await readCovers(frame, raw, idOf, redactor) };
}

async function readCovers(
  frame: Frame,
  { covers }: RawElements,
  idOf: (at: number) => string | null,
  redactor: PageTextRedactor,
): Promise<SeenCover[]> {
  return await Promise.all(
    covers.map(async (cover, at) => ({
      id: idOf(at) ?? '',
      element: redactor.clean(`<${cover.tag}> ${cover.label}`),
      selector: await uniqueSelector(frame, cover, redactor),
    })),
  );
}

/** The first selector without secrets that matches nothing else that is visible. */
async function uniqueSelector(
  frame: Frame,
  { candidates }: Pick<RawElement, 'candidates'>,
  redactor: PageTextRedactor,
): Promise<string | null> {
  for (const { selector, words, isUnique } of candidates) {
    if (selector.length > 300 || !redactor.isClean(selector) || !redactor.isClean(words)) continue;
    if (isUnique || (await visible(frame, selector).count()) === 1) return selector;
  }
  return null;
}

/** The selectors that lead to a frame; null for one that is hidden or that no selector without secrets leads to. */
async function framePathOf(frame: Frame, redactor: PageTextRedactor): Promise<string[] | null> {
  const path: string[] = [];
  for (let at = frame, parent = at.parentFrame(); parent; at = parent, parent = at.parentFrame()) {
    const element: ElementHandle = await at.frameElement();
    if (!(await element.isVisible())) return null;
    const [raw] = (await element.evaluate(describeElements, 1)).elements;
    const selector = raw && (await uniqueSelector(parent, raw, redactor));
    await element.dispose();
    if (selector == null) return null;
    path.unshift(selector);
  }
  return path;
}
