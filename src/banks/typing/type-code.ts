import type { Frame, Locator } from 'playwright-core';
import { codeGroups } from './code-groups.js';
import { visible } from '../page/visible-elements.js';
import type { PageElement } from '../page/page-marks.js';
import { countShown, readBack, readFields, shows, showsNothing } from './read-field.js';
import type { StepClock } from '../page/step-clock.js';
import { empty, typeText } from './type-text.js';

interface Typing<T> {
  frame: Frame;
  input: string;
  code: string;
  clock: StepClock;
  /** The last character may send the code, where a page does that by itself. */
  beforeLastCharacter: () => Promise<T>;
  /** Whether the page has sent the code: what its fields hold then does not matter any more. */
  isSent: () => boolean;
}

interface Slot {
  field: Locator;
  text: string;
}

/** Where the page shows what was typed: in its fields, or in drawings of its own. Sent, it may show it nowhere. */
type Shown = 'in fields' | 'elsewhere';

export interface TypedCode<T> {
  before: T;
  /** False where the page keeps the characters elsewhere: what is typed again would be added to them. */
  isInFields: boolean;
}

/**
 * Types a code key by key, into one field or into each its part. All but the last character is checked before
 * the last is typed, so that no page sends half a code or a wrong one by itself; then the last one is checked too.
 * Null when the fields do not take the code, else with the result of `beforeLastCharacter`.
 */
export async function typeCode<T>(typing: Typing<T>): Promise<TypedCode<T> | null> {
  const { frame, input, code, clock, beforeLastCharacter, isSent } = typing;
  const fields = visible(frame, input);
  const count = await fields.count();
  const slots = count > 1 ? await slotsOf(fields, code) : [{ field: fields.first(), text: code }];
  const last = slots.pop();
  if (!last) return null;
  if (!(await areEmptied(fields, clock))) return null;

  const beginning = { ...last, text: last.text.slice(0, -1) };
  const first = [...slots, beginning].filter(({ text }) => text !== '');
  const shownBefore = await countShown(frame);
  for (const { field, text } of first) await press(field, text, clock);
  const shown = await whereTyped({ frame, slots: first, shownBefore, clock, isSent });
  if (!shown) return null;

  const [shownBeforeLast, before] = await Promise.all([countShown(frame), beforeLastCharacter()]);
  await press(last.field, last.text.slice(-1), clock);
  const typedLast = { frame, slots: [last], shownBefore: shownBeforeLast, typed: 1, clock, isSent };
  const shownLast = isSent() ? 'elsewhere' : await whereTyped(typedLast).catch(sentMeanwhile);
  if (!shownLast && !isSent()) return null;
  return { before, isInFields: shown === 'in fields' && shownLast === 'in fields' };

  /** A page that goes away while its fields are read has sent the code, or answers elsewhere what became of it. */
  function sentMeanwhile(error: unknown): Shown {
    if (isSent()) return 'elsewhere';
    throw error;
  }
}

/** The fields that the characters of a code go into; none when they are too few. */
async function slotsOf(fields: Locator, code: string): Promise<Slot[]> {
  const maxLengths = await fields.evaluateAll((elements: PageElement[]) =>
    elements.map((element) => element.getAttribute('maxlength')),
  );
  const characters = Array.from(code);
  const isOneForEach = characters.length <= maxLengths.length;
  const slots = (isOneForEach ? maxLengths.map(() => 1) : codeGroups(maxLengths)).map((size, at) => ({
    field: fields.nth(at),
    text: characters.splice(0, size).join(''),
  }));
  return characters.length > 0 ? [] : slots.filter(({ text }) => text !== '');
}

async function areEmptied(fields: Locator, clock: StepClock): Promise<boolean> {
  const held = await readFields(fields);
  for (const [at, text] of held.entries())
    if (text !== '' && !(await empty(fields.nth(at), clock))) return false;
  return true;
}

/** Real keys, into this field whatever the page has focused: some pages listen to nothing else. */
async function press(field: Locator, text: string, clock: StepClock): Promise<void> {
  await field.pressSequentially(text, { timeout: clock.actionMs() });
}

/** What a field does not hold is typed again, unless the page shows that it arrived elsewhere. Null when it takes none. */
async function whereTyped(typed: {
  frame: Frame;
  slots: Slot[];
  shownBefore: number;
  /** How many characters were typed since `shownBefore`; all of them where absent. */
  typed?: number;
  clock: StepClock;
  isSent: () => boolean;
}): Promise<Shown | null> {
  const { frame, slots, shownBefore, clock, isSent } = typed;
  const characters = typed.typed ?? slots.reduce((sum, { text }) => sum + Array.from(text).length, 0);
  for (const { field, text } of slots) {
    const [held = ''] = await readBack(field, text);
    if (shows(held, text)) continue;
    // Part of it would stand there if the focus had been moved away.
    if (showsNothing(held) && (await countShown(frame)) - shownBefore >= characters) return 'elsewhere';
    if (isSent()) return 'elsewhere';
    if (!(await typeText(field, text, clock))) return null;
  }
  return 'in fields';
}
