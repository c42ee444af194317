import { type ExpectedShape, fitsDescriptor, normalizeCode } from '../../../../src/assistance/code-shape';
import type { Descriptor } from '../../api/schemas';

type Pasted = { is: 'code'; code: string } | { is: 'message'; message: string } | { is: 'nothing' };

/** The longest text that the API reads as a message. */
const longestMessage = 4_000;

/**
 * Tells a pasted code from a pasted message. Only the server reads codes out of messages: it knows the bank and refuses
 * to guess between two candidates.
 */
export function readPasted(pasted: string, descriptor: Descriptor): Pasted {
  const text = pasted.trim();
  if (text === '') return { is: 'nothing' };
  const code = normalizeCode(text);
  // Without a length, a sentence of letters would pass for a code: codes are short and in one piece, or in two.
  const isInFewPieces = descriptor.length !== null || (code.length <= 12 && text.split(/\s+/).length <= 2);
  if (isInFewPieces && fitsDescriptor(code, shapeOf(descriptor))) return { is: 'code', code };
  return { is: 'message', message: text.slice(0, longestMessage) };
}

/** Whether a typed code can be sent: the bank's page decides about the rest. */
export const isComplete = (code: string, descriptor: Descriptor): boolean =>
  fitsDescriptor(code, shapeOf(descriptor));

const shapeOf = ({ length, min_length, type }: Descriptor): ExpectedShape => ({
  length,
  minLength: min_length,
  type,
});

/** The characters of a typed text that the bank's field takes. */
export function allowedCharacters(typed: string, { type, length }: Descriptor): string {
  const kept = normalizeCode(typed).replace(type === 'numeric' ? /[^0-9]/g : /[^A-Za-z0-9]/g, '');
  return kept.slice(0, length ?? 32);
}
