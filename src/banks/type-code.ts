import type { Locator, Page } from 'playwright-core';
import { BrowserError } from '../browser/browser-error.js';
import { visible } from './look-at-page.js';
import type { StepClock } from './step-clock.js';

interface Typing<T> {
  page: Page;
  input: string;
  code: string;
  clock: StepClock;
  /** The last character may send the code, where a page does that by itself. */
  beforeLastCharacter: () => Promise<T>;
}

/**
 * Types a code key by key, into one field or one character into each. All but the last character is checked
 * before the last is typed, so that no page sends half a code or a wrong one by itself. Answers what
 * `beforeLastCharacter` did.
 */
export async function typeCode<T>({ page, input, code, clock, beforeLastCharacter }: Typing<T>): Promise<T> {
  const fields = visible(page, input);
  const count = await fields.count();
  const slots = count > 1 ? oneForEach(fields, count, code) : [{ field: fields.first(), text: code }];
  for (const field of await fields.all()) await empty(field, clock);

  const last = slots.pop();
  if (!last) throw notTyped();
  for (const { field, text } of slots) await press(field, text, clock);
  const beginning = last.text.slice(0, -1);
  if (beginning !== '') await press(last.field, beginning, clock);

  for (const { field, text } of slots) await ensureHolds(field, text, clock);
  await ensureHolds(last.field, beginning, clock);
  const before = await beforeLastCharacter();
  await press(last.field, last.text.slice(-1), clock);
  return before;
}

function oneForEach(fields: Locator, count: number, code: string): { field: Locator; text: string }[] {
  const characters = Array.from(code);
  if (characters.length > count) throw notTyped();
  return characters.map((text, at) => ({ field: fields.nth(at), text }));
}

async function empty(field: Locator, clock: StepClock): Promise<void> {
  const timeout = clock.actionMs();
  if ((await field.inputValue({ timeout })) !== '') await field.fill('', { timeout });
}

/** Real keys, into this field whatever the page has focused: some pages listen to nothing else. */
async function press(field: Locator, text: string, clock: StepClock): Promise<void> {
  await field.pressSequentially(text, { timeout: clock.actionMs() });
}

/** A page may have moved the focus between two keys. What it writes around a code (`123-4__`) does not count. */
async function ensureHolds(field: Locator, text: string, clock: StepClock): Promise<void> {
  const timeout = clock.actionMs();
  const holds = async (): Promise<boolean> => essence(await field.inputValue({ timeout })) === essence(text);
  if (await holds()) return;
  await field.fill(text, { timeout });
  if (!(await holds())) throw notTyped();
}

const essence = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** The page's fields do not take this code; it was not sent. */
const notTyped = (): BrowserError => new BrowserError('timeout', 'typeCode');
