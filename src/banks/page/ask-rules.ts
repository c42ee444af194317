import type { Frame } from 'playwright-core';
import type { AskedRule, PageElement } from './page-marks.js';
import { visible } from './visible-elements.js';

/**
 * Runs `ask` in the page, on the visible elements of each rule. What is written in plain CSS is asked in one question for
 * all rules: a look at a page with ten rules needs one round trip to the browser instead of twenty.
 */
export async function askRules<T>(
  frame: Frame,
  rules: Required<AskedRule>[],
  ask: (elements: PageElement[], rules: AskedRule[]) => T[] | null,
): Promise<Map<number, T>> {
  const answers = new Map<number, T>();
  const plain = rules.filter(({ selector }) => isPlainCss(selector));
  const list = plain.map(({ selector }) => selector).join(', ');
  const together =
    plain.length > 1 ? await visible(frame, list).evaluateAll(ask, plain).catch(nullIfNotPlain) : null;
  plain.forEach(({ rule }, at) => keep(rule, together?.[at]));
  await Promise.all(
    rules.map(async ({ rule, selector }) => {
      if (!answers.has(rule)) keep(rule, (await visible(frame, selector).evaluateAll(ask, [{ rule }]))?.[0]);
    }),
  );
  return answers;

  function keep(rule: number, answer: T | undefined): void {
    if (answer !== undefined) answers.set(rule, answer);
  }
}

/** What only Playwright understands: another engine by its name or first character, a chain of them, or its own words. */
const onlyPlaywright =
  /^\s*(?:[\w:-]+=|["'(]|\/\/|\.\.)|>>|:(?:has-text|text|text-is|text-matches|visible|scope|nth-match|left-of|right-of|above|below|near|light)\b/;

const isPlainCss = (selector: string): boolean => !onlyPlaywright.test(selector);

/** An expression that Playwright knows and the page does not, although it looks like plain CSS. */
function nullIfNotPlain(error: unknown): null {
  if (error instanceof Error && /not a valid selector/.test(error.message)) return null;
  throw error;
}
