import type { Frame } from 'playwright-core';
import type { CodeType, Descriptor } from '../../assistance/descriptor.js';
import { codeGroups } from '../typing/code-groups.js';
import type { BankFile } from '../file/bank-file.js';
import { visible } from '../page/visible-elements.js';
import type { PageElement } from '../page/page-marks.js';

type Otp = NonNullable<BankFile['otp']>;

interface CodeField {
  maxLength: string | null;
  inputMode: string | null;
  type: string | null;
  pattern: string | null;
}

/** What the code at hand looks like: as the bank's file says, and else as the page's fields say. */
export async function readDescriptor(frame: Frame, otp: Otp): Promise<Descriptor> {
  const fields = await visible(frame, otp.input).evaluateAll(readFields);
  const destination = await textOf(frame, otp.destination);
  return {
    ...(otp.length === undefined ? lengthOf(fields) : asLength(otp.length)),
    type: otp.type ?? typeOf(fields),
    ...(otp.purpose !== undefined && { purpose: otp.purpose }),
    channel: otp.channel,
    ...(destination !== null && { destination }),
  };
}

/** The visible text that a selector finds; null when there is none. */
export async function textOf(frame: Frame, selector: string | undefined): Promise<string | null> {
  if (selector === undefined) return null;
  const texts = await visible(frame, selector).allInnerTexts();
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

type Length = Pick<Descriptor, 'length' | 'minLength'>;

const asLength = (length: NonNullable<Otp['length']>): Length => {
  if (typeof length === 'number') return { length };
  return length.min === length.max ? { length: length.max } : { length: length.max, minLength: length.min };
};

/** A larger `maxlength` leaves room for separators or for longer codes: it is only a maximum. */
const longestExactLength = 6;
/** No shorter one-time codes are known, so this is the minimum where the page tells a maximum only. */
const shortestCode = 4;
/** Pages that set 255 or so do it out of habit; that tells nothing. */
const longestCode = 32;

function lengthOf(fields: CodeField[]): Length {
  const [first] = fields;
  if (first === undefined) return { length: null };
  if (fields.length > 1) {
    const length = codeGroups(fields.map(({ maxLength }) => maxLength)).reduce((sum, size) => sum + size, 0);
    return { length: length <= longestCode ? length : null };
  }
  const maxLength = Number(first.maxLength ?? 0);
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > longestCode) return { length: null };
  if (maxLength <= longestExactLength || exactLengthIn(first.pattern) === maxLength)
    return { length: maxLength };
  return { length: maxLength, minLength: shortestCode };
}

/** The count of a pattern that is one class of characters: 8 for `\d{8}` and `[A-Z0-9]{8}`. */
function exactLengthIn(pattern: string | null): number | null {
  const [, count] = /^\^?(?:\\[dw]|\[(?:0-9|A-Z|a-z|\\d)+\])\{(\d+)\}\$?$/.exec(pattern ?? '') ?? [];
  return count === undefined ? null : Number(count);
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
