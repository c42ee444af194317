import type { Frame, Locator } from 'playwright-core';
import type { AskedStep } from '../file/step-schema.js';
import type { FormStep } from './form-step.js';
import { visible } from '../page/visible-elements.js';
import type { PageElement } from '../page/page-marks.js';
import { pressKeys } from './press-keys.js';
import { fillText } from '../typing/type-text.js';

/** A field that the page asks for a character of a secret; `labels` is absent in elements that are no fields. */
interface AskedElement extends PageElement {
  readonly tagName: string;
  readonly labels?: Iterable<{ readonly textContent: string | null }> | null;
}

interface AskedField {
  /** Its place among all that the selector matches. */
  place: number;
  character: string;
  isSelect: boolean;
}

/**
 * Fills in those characters of a secret that the page asks for. False when a field does not say which character it is for,
 * when the secret has no such character, or when the page does not take it.
 */
export async function fillAsked(
  step: FormStep,
  frame: Frame,
  one: AskedStep,
  secret: string,
): Promise<boolean> {
  const fields = visible(frame, one.asked);
  const asked = await readAsked(fields, one.position, secret);
  if (!asked) return false;
  const { keys, by, pictures } = one;
  if (keys !== undefined && by !== undefined) {
    const text = asked.map(({ character }) => character).join('');
    return await pressKeys(step, frame, { keys, by, pictures }, text);
  }
  for (const { place, character, isSelect } of asked) {
    const field = fields.nth(place);
    const isTaken = isSelect
      ? await selectCharacter(step, field, character)
      : await fillText(field, character, step.clock);
    if (!isTaken) return false;
  }
  return true;
}

async function readAsked(fields: Locator, position: string, secret: string): Promise<AskedField[] | null> {
  const read = await fields.evaluateAll(
    (elements: AskedElement[], attribute) =>
      elements.map((element, place) => {
        const labels = Array.from(element.labels ?? [], ({ textContent }) => textContent ?? '');
        const text = attribute === 'label' ? labels.join(' ') : (element.getAttribute(attribute) ?? '');
        const [number] = /\d+/.exec(text) ?? [];
        return {
          place,
          position: number === undefined ? null : Number(number),
          isSelect: element.tagName === 'SELECT',
          isDisabled: element.matches(':disabled'),
        };
      }),
    position,
  );
  const characters = Array.from(secret);
  // Some pages draw a box for each character, and disable those that are not asked for.
  const asked = read
    .filter(({ isDisabled }) => !isDisabled)
    .flatMap(({ place, position, isSelect }) => {
      const character = position === null ? undefined : characters[position - 1];
      return character === undefined ? [null] : [{ place, character, isSelect }];
    });
  const known = asked.filter((field) => field !== null);
  return known.length > 0 && known.length === asked.length ? known : null;
}

/** Selects often list capital letters for secrets that have small ones. */
async function selectCharacter({ clock }: FormStep, field: Locator, character: string): Promise<boolean> {
  const options = await field
    .locator('option')
    .evaluateAll((elements: (PageElement & { readonly value: string; readonly text: string })[]) =>
      elements.map(({ value, text }) => [value, text.trim()]),
    );
  const indexOf = (wanted: string, read: (text: string) => string): number =>
    options.findIndex((texts) => texts.some((text) => read(text) === wanted));
  const exact = indexOf(character, (text) => text);
  const lower = (text: string) => text.toLowerCase();
  const index = exact >= 0 ? exact : indexOf(lower(character), lower);
  if (index < 0) return false;
  await field.selectOption({ index }, { timeout: clock.actionMs() });
  return true;
}
