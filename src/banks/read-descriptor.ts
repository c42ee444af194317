import type { Page } from 'playwright-core';
import { type CodeType, type Descriptor } from '../assistance/descriptor.js';
import type { BankFile } from './bank-file.js';
import { visible } from './look-at-page.js';
import type { PageElement } from './page-marks.js';

type Otp = NonNullable<BankFile['otp']>;

interface CodeField {
  maxLength: string | null;
  inputMode: string | null;
  type: string | null;
  pattern: string | null;
}

/** What the code at hand looks like: as the bank's file says, and else as the page's fields say. */
export async function readDescriptor(page: Page, otp: Otp): Promise<Descriptor> {
  const fields = await visible(page, otp.input).evaluateAll(readFields);
  const destination = await textOf(page, otp.destination);
  return {
    length: otp.length ?? lengthOf(fields),
    type: otp.type ?? typeOf(fields),
    ...(otp.purpose !== undefined && { purpose: otp.purpose }),
    channel: otp.channel,
    ...(destination !== null && { destination }),
  };
}

/** The visible text that a selector finds; null when there is none. */
export async function textOf(page: Page, selector: string | undefined): Promise<string | null> {
  if (selector === undefined) return null;
  const texts = await visible(page, selector).allInnerTexts();
  const text = texts.join(' ').replace(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}

function readFields(fields: PageElement[]): CodeField[] {
  return fields.map((field) => ({
    maxLength: field.getAttribute('maxlength'),
    inputMode: field.getAttribute('inputmode'),
    type: field.getAttribute('type'),
    pattern: field.getAttribute('pattern'),
  }));
}

function lengthOf(fields: CodeField[]): number | null {
  // Some pages set 255 or so, out of habit; that tells nothing.
  const length = fields.length > 1 ? fields.length : Number(fields[0]?.maxLength ?? 0);
  return Number.isInteger(length) && length >= 1 && length <= 32 ? length : null;
}

function typeOf(fields: CodeField[]): CodeType {
  const isNumeric = ({ inputMode, type, pattern }: CodeField): boolean =>
    ['numeric', 'tel', 'decimal'].includes(inputMode ?? '') ||
    ['tel', 'number'].includes(type ?? '') ||
    (pattern !== null && takesDigitsOnly(pattern));
  return fields.length > 0 && fields.every(isNumeric) ? 'numeric' : 'alphanumeric';
}

/** `\d{6}`, `[0-9]*`, `[\d ]+`: nothing is left when digits, counts and separators are taken away. */
function takesDigitsOnly(pattern: string): boolean {
  const rest = pattern.replace(/\\d|0-9|\{\d+(,\d*)?\}|\\s|[[\]()^$*+?|\s-]/g, '');
  return rest === '' && /\\d|0-9/.test(pattern);
}
