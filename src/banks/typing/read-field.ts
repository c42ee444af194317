import type { Frame, Locator } from 'playwright-core';
import type { PageElement } from '../page/page-marks.js';

interface Field extends PageElement {
  readonly value?: unknown;
}
declare const document: { typedInto?: Set<Field> };

/** What the fields of a selector hold; editable elements are read too. */
export async function readFields(fields: Locator): Promise<string[]> {
  return await fields.evaluateAll((elements: Field[]) =>
    elements.map(({ value, innerText }) => (typeof value === 'string' ? value : (innerText ?? ''))),
  );
}

/**
 * The same after `typed` was typed. Fields that hold it are remembered in their document: a press is held back there
 * when one of them has been drawn anew meanwhile (`guardPresses`).
 */
export async function readBack(fields: Locator, typed: string): Promise<string[]> {
  return await fields.evaluateAll((elements: Field[], typed) => {
    document.typedInto ??= new Set();
    for (const element of elements) {
      const held = typeof element.value === 'string' ? element.value : '';
      const isShown = held
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '')
        .includes(typed);
      if (isShown && typed !== '') document.typedInto.add(element);
    }
    return elements.map(({ value, innerText }) => (typeof value === 'string' ? value : (innerText ?? '')));
  }, plain(typed));
}

/**
 * Whether a field shows what was typed: written with separators, with a prefix, in another case, in the digits of
 * another script, or as bullets.
 */
export function shows(held: string, typed: string): boolean {
  if (plain(held).includes(plain(typed))) return true;
  const isMasked = showsNothing(held) && /^[•●∙*○◦·⬤]+$/u.test(held.trim());
  return isMasked && held.trim().length >= Array.from(typed).length;
}

export const showsNothing = (held: string): boolean => plain(held) === '';

/** Letters and digits alone, the digits of every script as ASCII. */
function plain(text: string): string {
  const marks = /[^\p{L}\p{N}]/gu;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(marks, '');
}

/** The digits of a script follow each other, and before its zero is no digit. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const isDigit = (at: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(at));
  for (let value = 0; value <= 9; value += 1) if (!isDigit(code - value - 1)) return String(value);
  return digit;
}

/** How many characters and bullets the whole document shows, in texts and in fields: it grows where one arrives. */
export async function countShown(frame: Frame): Promise<number> {
  const shown: unknown = await frame.evaluate(`[document.body?.innerText ?? '',
    ...Array.from(document.querySelectorAll('input, textarea'), ({ value }) => value)].join('')`);
  return typeof shown === 'string' ? shown.replace(/[^\p{L}\p{N}•●∙*○◦⬤]/gu, '').length : 0;
}
