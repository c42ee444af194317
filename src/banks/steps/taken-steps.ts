import type { CredentialName, Step } from '../file/step-schema.js';
import { documentIn, type Look } from '../page/find-candidate.js';
import type { FormStep } from './form-step.js';
import { frameAt } from '../page/frame-at.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { seeVersion } from '../page/page-marks.js';
import { takeFormStep } from './take-form-step.js';
import { mostReloads, wasNavigating } from '../page/was-navigating.js';

/** A step that put something into the page, and the document that it was put into. */
export interface TakenStep {
  one: Step;
  document: number | null;
}

/** Takes a step. Null when the page does not take it. */
export async function takeInto(step: FormStep, one: Step, text: string): Promise<TakenStep | null> {
  const before = await currentDocument(step, one.frame);
  if (!(await takeFormStep(step, one, text))) return null;
  // What was put in while the page loaded itself anew may be lost. Keys that were pressed twice would be wrong.
  const document = isWithKeys(one) ? await currentDocument(step, one.frame) : before;
  return { one, document };
}

/** What a step puts into the page; undefined where the account does not hold it. */
export function valueIn({ credentials }: FormStep, one: Step): string | undefined {
  const name: CredentialName | undefined = 'with' in one ? one.with : undefined;
  if (name === undefined) return '';
  if (name === 'username' || name === 'password') return credentials?.[name];
  return credentials?.secrets[name.slice('secrets.'.length)];
}

/** The last value that was put in; empty for none. */
export function lastValueIn(step: FormStep, taken: readonly TakenStep[]): string {
  const last = taken.findLast(({ one }) => valueIn(step, one) !== '');
  return (last && valueIn(step, last.one)) ?? '';
}

/** A page that has loaded itself anew has lost what was put into it. */
export async function takeAgainInNewDocument(step: FormStep, taken: TakenStep[]): Promise<void> {
  for (const earlier of taken) {
    const { one, document } = earlier;
    if ((await currentDocument(step, one.frame)) === document) continue;
    const taken = await takeInto(step, one, valueIn(step, one) ?? '');
    earlier.document = taken?.document ?? null;
  }
}

/** Marks the page that holds what was put in, also if it loads itself anew just then. */
export async function markWhatIsThereWith(step: FormStep, taken: TakenStep[]): Promise<Look> {
  for (let reloads = 0; ; reloads += 1) {
    try {
      await takeAgainInNewDocument(step, taken);
      const look = await markWhatIsVisible(step.page, step.bank);
      const isThere = taken.every(
        ({ one, document }) => document === (documentIn(look, one.frame)?.document ?? document),
      );
      if (isThere || reloads === mostReloads) return look;
    } catch (error) {
      if (!wasNavigating(error) || reloads === mostReloads) throw error;
    }
  }
}

/** Puts in again what the page has lost; `always`: with real keys, whatever it holds. */
export async function typeAgain(step: FormStep, taken: readonly TakenStep[], always: boolean): Promise<void> {
  for (const { one } of taken) {
    if (isWithKeys(one)) continue;
    await takeFormStep(step, one, valueIn(step, one) ?? '', { always });
  }
}

/** Keys of a keypad are pressed once: what they have entered cannot be read. */
const isWithKeys = (one: Step): boolean => 'keypad' in one || 'asked' in one;

/** Null while there is none, or it goes on to another one. */
async function currentDocument(
  { page }: FormStep,
  path: readonly string[] | undefined,
): Promise<number | null> {
  try {
    const frame = await frameAt(page, path);
    return (await frame?.evaluate(seeVersion))?.document ?? null;
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}
