import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator } from 'playwright-core';
import type { FormStep } from './form-step.js';
import { visible } from '../page/visible-elements.js';
import { nearestPicture, pictureHash } from '../typing/picture-hash.js';
import type { PageElement } from '../page/page-marks.js';

/** The keys of an on-screen keypad, and how the character of a key is known. */
interface Keypad {
  keys: string;
  /** `text`, `picture`, or the name of an attribute. */
  by: string;
  pictures: Readonly<Record<string, string>> | undefined;
}

/** A key as it was read: what it stands for (empty where that is not known), and the hash of its picture. */
interface Key {
  text: string;
  hash: string | null;
}

/** A script that draws the keys, or loads their pictures, may be a moment behind. */
const keysAreDrawnMs = 5_000;
/** On a busy machine the pictures of ten keys alone may take that long. */
const fewestReads = 3;
const pauseMs = 100;
const pressMs = 2_000;

/**
 * Presses the keys for a text, after all keys were read. False, with nothing pressed, when a character has no key or more
 * than one.
 */
export async function pressKeys(
  step: FormStep,
  frame: Frame,
  keypad: Keypad,
  text: string,
): Promise<boolean> {
  const { clock } = step;
  const keys = visible(frame, keypad.keys);
  const places = await findKeys(step, keys, keypad, Array.from(text));
  if (!places) return false;
  for (const place of places)
    await keys.nth(place).click({ timeout: Math.min(pressMs, clock.actionMs()), noWaitAfter: true });
  return true;
}

/** The places of the keys. They are read twice: a script that is late may change their order. */
async function findKeys(
  step: FormStep,
  keys: Locator,
  keypad: Keypad,
  characters: readonly string[],
): Promise<number[] | null> {
  const endsMs = performance.now() + Math.min(keysAreDrawnMs, step.clock.actionMs());
  let earlier = '';
  for (let reads = 1; ; reads += 1) {
    const drawn = await readKeys(step, keys, keypad);
    const read = drawn.map(({ text }) => text);
    const places = characters.flatMap((character) => placeOf(read, character) ?? []);
    const isSteady = read.join('\n') === earlier;
    const isFound = isSteady && places.length === characters.length;
    const isLate = performance.now() > endsMs && reads >= fewestReads;
    if (isFound || isLate) {
      step.observe?.({ is: 'keys', keys: drawn });
      return isFound ? places : null;
    }
    earlier = read.join('\n');
    await sleep(pauseMs);
  }
}

/** A key of this character alone is preferred to one that holds it among others. */
function placeOf(keys: readonly string[], character: string): number | null {
  for (const fits of [
    (key: string) => key === character,
    (key: string) => Array.from(key).includes(character),
  ]) {
    const places = Array.from(keys.entries()).flatMap(([place, key]) => (fits(key) ? [place] : []));
    if (places.length > 0) return places.length === 1 ? (places[0] ?? null) : null;
  }
  return null;
}

async function readKeys(
  { page, clock }: FormStep,
  keys: Locator,
  { by, pictures = {} }: Keypad,
): Promise<Key[]> {
  if (by !== 'picture') {
    const texts = await keys.evaluateAll(
      (elements: PageElement[], attribute) =>
        elements.map((element) =>
          ((attribute === 'text' ? element.innerText : element.getAttribute(attribute)) ?? '').replace(
            /\s/g,
            '',
          ),
        ),
      by,
    );
    return texts.map((text) => ({ text, hash: null }));
  }
  // A key under the pointer may be drawn in another colour.
  await page.mouse.move(0, 0);
  const drawn: Key[] = [];
  for (const key of await keys.all()) {
    const png = await key.screenshot({ animations: 'disabled', scale: 'css', timeout: clock.actionMs() });
    const hash = pictureHash(png);
    drawn.push({ text: nearestPicture(hash, pictures) ?? '', hash });
  }
  return drawn;
}
