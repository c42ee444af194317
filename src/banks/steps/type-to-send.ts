import type { Look } from '../page/find-candidate.js';
import type { FormStep } from './form-step.js';
import { frameAt } from '../page/frame-at.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import { visible } from '../page/visible-elements.js';
import { readFields } from '../typing/read-field.js';
import { type TypedCode, typeCode } from '../typing/type-code.js';
import { mostReloads, wasNavigating } from '../page/was-navigating.js';

/** Where a code or an answer is typed. */
interface Field {
  input: string;
  frame?: readonly string[] | undefined;
}

/**
 * Types a text that the page may send by itself at its last character: `before` is what was visible before it. Null when
 * the field does not take the text.
 */
export async function typeToSend(
  step: FormStep,
  field: Field,
  text: string,
): Promise<TypedCode<Look> | null> {
  let typed = await typeUnlessLeft(step, field, text);
  // A notice may have come over the field meanwhile.
  while (!typed && (await step.notices.dismissOne())) typed = await typeUnlessLeft(step, field, text);
  return typed;
}

/** The same for a page that loads itself anew while it is typed into: it has sent nothing. */
async function typeUnlessLeft(step: FormStep, field: Field, text: string): Promise<TypedCode<Look> | null> {
  for (let reloads = 0; ; reloads += 1) {
    try {
      return await typeInto(step, field, text);
    } catch (error) {
      if (!wasNavigating(error) || step.traffic.hasSubmitted() || reloads === mostReloads) throw error;
    }
  }
}

/** Types the text again if the page has lost it, or in any case with `always`. False when the page does not take it. */
export async function typeLostText(
  step: FormStep,
  field: Field,
  text: string,
  { always }: { always: boolean },
): Promise<boolean> {
  const place = await frameAt(step.page, field.frame);
  const held = place ? (await readFields(visible(place, field.input))).join('') : text;
  return (!always && held !== '') || (await typeInto(step, field, text)) !== null;
}

async function typeInto(
  { page, bank, clock, traffic }: FormStep,
  { input, frame: path }: Field,
  text: string,
): Promise<TypedCode<Look> | null> {
  const frame = await frameAt(page, path);
  if (!frame) return null;
  return await typeCode({
    frame,
    input,
    code: text,
    clock,
    beforeLastCharacter: async () => {
      const look = await markWhatIsVisible(page, bank);
      traffic.startAction(text);
      return look;
    },
    isSent: () => traffic.hasSubmitted(),
  });
}
