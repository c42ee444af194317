import { fitsDescriptor, normalizeCode } from '../code-shape.js';
import type { ExpectedShape } from '../code-shape.js';

/**
 * The last line of an origin-bound one-time code (WICG sms-one-time-codes, draft-wells-origin-bound-one-time-
 * codes): `@bank.example #123456`, optionally followed by the origin of a frame: `@frame.example`, `%frame.example` in
 * older drafts.
 */
const boundLine = /^ ?@[^\s@#%]{1,253} #([^\s#%]{1,64})(?: [@%]\S{1,253})?$/;

/**
 * Splits off the machine-readable last line of a normalized message. `boundCode` is its code, or null if there is no
 * such line or its code does not have the expected shape. `prose` is the rest.
 */
export function splitOriginBoundCode(
  text: string,
  shape: ExpectedShape,
): { prose: string; boundCode: string | null } {
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  const bound = boundLine.exec(lines.at(-1) ?? '')?.[1];
  if (bound === undefined) return { prose: text, boundCode: null };
  const code = normalizeCode(bound);
  return { prose: lines.slice(0, -1).join('\n'), boundCode: fitsDescriptor(code, shape) ? code : null };
}
