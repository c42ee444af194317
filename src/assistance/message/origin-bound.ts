import { fitsDescriptor, normalizeCode } from '../code-shape.js';
import type { ExpectedShape } from '../code-shape.js';

/**
 * The last line of an origin-bound one-time code (WICG sms-one-time-codes, draft-wells-origin-bound-one-time-
 * codes): `@bank.example #123456`, after which `%embedded.example` may stand.
 */
const boundLine = /^ ?@[^\s@#%]{1,253} #([^\s#%]{1,64})(?: %\S{1,253})?$/;

/** The lines that people read, and the code of the line that programs read if it can be the one asked for. */
export function splitOriginBound(
  text: string,
  shape: ExpectedShape,
): { prose: string; boundCode: string | null } {
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  const bound = boundLine.exec(lines.at(-1) ?? '')?.[1];
  if (bound === undefined) return { prose: text, boundCode: null };
  const code = normalizeCode(bound);
  return { prose: lines.slice(0, -1).join('\n'), boundCode: fitsDescriptor(code, shape) ? code : null };
}
