import { type ExpectedShape, fitsDescriptor, normalizeCode } from '../../../../src/assistance/code-shape.js';
import type { Descriptor } from '../../api/schemas.js';

type Pasted = { is: 'code'; code: string } | { is: 'message'; message: string } | { is: 'nothing' };

/** The longest message that the API accepts, in characters. */
const longestMessage = 4_000;

/**
 * Decides whether a pasted text is a code or a message. Codes in messages are found by the server, which knows the bank
 * and refuses to choose between two candidates.
 */
export function readPasted(pasted: string, descriptor: Descriptor): Pasted {
  const text = pasted.trim();
  if (text === '') return { is: 'nothing' };
  const code = normalizeCode(text);
  // Without a known length, a sentence could pass for a code. Codes are short and contain at most one space.
  const isInFewPieces = descriptor.length !== null || (code.length <= 12 && text.split(/\s+/).length <= 2);
  if (isInFewPieces && fitsDescriptor(code, shapeOf(descriptor))) return { is: 'code', code };
  return { is: 'message', message: text.slice(0, longestMessage) };
}

/** Whether a typed code can be sent: the bank's page decides about the rest. */
export const isComplete = (code: string, descriptor: Descriptor): boolean =>
  fitsDescriptor(code, shapeOf(descriptor));

export const shapeOf = ({ length, min_length, type }: Descriptor): ExpectedShape => ({
  length,
  minLength: min_length,
  type,
});

/**
 * Removes the characters that the bank's field does not accept, and cuts the text to the length of the code.
 */
export function allowedCharacters(typed: string, { type, length }: Descriptor): string {
  const kept = normalizeCode(typed).replace(type === 'numeric' ? /[^0-9]/g : /[^A-Za-z0-9]/g, '');
  return kept.slice(0, length ?? 32);
}
