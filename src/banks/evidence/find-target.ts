import type { Step } from '../file/step-schema.js';
import { codeWords, submitWords, usernameWords } from './page-words.js';
import type { SeenElement } from './read-elements.js';
import { resemblance } from './resemblance.js';

/** An element that a bank's file can name. */
export type Usable = SeenElement & { selector: string };

export const isUsable = (element: SeenElement): element is Usable => element.selector !== null;

export const isPressable = ({ kind }: SeenElement): boolean => kind === 'button' || kind === 'link';

const wordsFor = ({ label, hints, selector }: Usable): string => `${label} ${hints} ${selector}`;

/** What most probably is the target of a step whose own selector is not on the page. */
export function targetFor(step: Step, selector: string, elements: readonly Usable[]): Usable | undefined {
  if ('click' in step) return submitButton(elements, selector);
  if (!('fill' in step || 'type' in step)) return undefined;
  const fields = elements.filter(
    ({ kind, role }) => kind === 'field' && !['checkbox', 'radio'].includes(role),
  );
  if (step.with === 'password') return fields.find(({ isPassword }) => isPassword);
  return best(
    fields.filter(({ isPassword }) => !isPassword || step.with !== 'username'),
    (field) => resemblance(selector, wordsFor(field)) + (usernameWords.test(wordsFor(field)) ? 1 : 0),
  );
}

/** The button that most probably sends what was typed. */
export function submitButton(elements: readonly Usable[], before: string): Usable | undefined {
  const forms = new Set(
    elements.flatMap(({ kind, form }) => (kind === 'field' && form !== null ? [form] : [])),
  );
  return best(
    elements.filter(isPressable),
    (button) =>
      resemblance(before, wordsFor(button)) * 2 +
      (button.submits ? 1 : 0) +
      (button.form !== null && forms.has(button.form) ? 1 : 0) +
      (button.kind === 'button' ? 0.5 : 0) +
      (submitWords.test(button.label) ? 1.5 : 0),
  );
}

/** A field that takes a code: by what it says of itself, or by its words and its length. */
export function codeField(elements: readonly Usable[]): Usable | undefined {
  const fields = elements.filter(
    ({ kind, role, isPassword }) => kind === 'field' && role === 'textbox' && !isPassword,
  );
  return best(
    fields,
    (field) =>
      (field.hints.includes('one-time-code') ? 3 : 0) +
      (codeWords.test(wordsFor(field)) ? 1.5 : 0) +
      (field.maxLength !== null && field.maxLength >= 4 && field.maxLength <= 12 ? 1 : 0) +
      (/numeric|tel/.test(field.hints) ? 1 : 0),
  );
}

/** The one with the highest score of at least 1; the first among equals. */
function best<T>(list: readonly T[], score: (one: T) => number): T | undefined {
  const scored = list.map((one) => ({ one, points: score(one) })).filter(({ points }) => points >= 1);
  return scored.reduce<(typeof scored)[number] | undefined>(
    (top, next) => (top === undefined || next.points > top.points ? next : top),
    undefined,
  )?.one;
}
