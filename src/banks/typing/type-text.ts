import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import type { PageElement } from '../page/page-marks.js';
import { readBack, readFields, shows } from './read-field.js';
import type { StepClock } from '../page/step-clock.js';

/** A page may enable a field a moment after the one before has its character. */
const becomesUsableMs = 3_000;
const pauseMs = 50;
/** A page may write the value of a field anew, or move the focus, a moment after a key. */
const readBackMs = 400;
const keyTries = 3;

const notSent = (): boolean => false;

/**
 * Types a text into one field as a person does: the field gets the focus first, for some are readonly until then, and
 * what it holds is read back. False when the field does not take the text. Once `isSent` is true, the page has sent it
 * by itself, and nothing is typed into the page that follows.
 */
export async function typeText(
  field: Locator,
  text: string,
  clock: StepClock,
  isSent = notSent,
): Promise<boolean> {
  for (let attempt = 1; attempt <= keyTries; attempt += 1) {
    if (!(await focus(field, clock))) return false;
    if (!(await empty(field, clock))) continue;
    await field.pressSequentially(text, { timeout: clock.actionMs() });
    if (await holds(field, text, isSent)) return true;
  }
  // A widget that steals the focus at each key: the value is set in one go.
  return (await fill(field, text, clock)) && (await holds(field, text, isSent));
}

/** Sets a text in one go where the field takes that, else types it. */
export async function fillText(
  field: Locator,
  text: string,
  clock: StepClock,
  isSent = notSent,
): Promise<boolean> {
  if (!(await focus(field, clock))) return false;
  if ((await fill(field, text, clock)) && (await holds(field, text, isSent))) return true;
  return await typeText(field, text, clock, isSent);
}

/** False when the field cannot be typed into. */
async function focus(field: Locator, clock: StepClock): Promise<boolean> {
  const endsMs = performance.now() + Math.min(becomesUsableMs, clock.actionMs());
  await field.focus({ timeout: clock.actionMs() });
  if (await isWritable(field)) return true;
  await field
    .click({ timeout: Math.min(1_000, clock.actionMs()), force: true, noWaitAfter: true })
    .catch(ignoreTimeout);
  while (!(await isWritable(field))) {
    if (performance.now() > endsMs) return false;
    await sleep(pauseMs);
  }
  await field.focus({ timeout: clock.actionMs() });
  return true;
}

async function isWritable(field: Locator): Promise<boolean> {
  return await field.evaluateAll(
    ([first]: PageElement[]) =>
      first !== undefined && !first.matches(':disabled, [readonly], [aria-readonly="true"]'),
  );
}

export async function empty(field: Locator, clock: StepClock): Promise<boolean> {
  const [held = ''] = await readFields(field);
  return held === '' || (await fill(field, '', clock));
}

async function fill(field: Locator, text: string, clock: StepClock): Promise<boolean> {
  try {
    await field.fill(text, { timeout: Math.min(1_000, clock.actionMs()), force: true });
    return true;
  } catch (error) {
    ignoreTimeout(error);
    return false;
  }
}

async function holds(field: Locator, text: string, isSent: () => boolean): Promise<boolean> {
  const endsMs = performance.now() + readBackMs;
  for (;;) {
    const held = await readBack(field, text).catch((error: unknown) => {
      if (isSent()) return [];
      throw error;
    });
    if (isSent() || shows(held[0] ?? '', text)) return true;
    if (performance.now() > endsMs) return false;
    await sleep(pauseMs);
  }
}

function ignoreTimeout(error: unknown): void {
  if (!isTimeoutError(error)) throw error;
}
