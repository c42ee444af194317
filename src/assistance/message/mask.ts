import { fold } from './normalize-text.js';
import { noisePlaceholder } from './placeholder-characters.js';

/** UTF-16 offsets; the end is exclusive. */
export type TextRange = readonly [start: number, end: number];

/**
 * Replaces every character of each range by the placeholder, so that all other characters keep their offsets.
 * The ranges must be sorted and must not overlap.
 */
export function maskRanges(
  text: string,
  ranges: readonly TextRange[],
  placeholder = noisePlaceholder,
): string {
  if (ranges.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    pieces.push(text.slice(at, start), placeholder.repeat(end - start));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

/** Masks every match of a global pattern, which is searched for in the text or in its folded form. */
export function maskMatches(
  text: string,
  pattern: RegExp,
  { inFolded = false, placeholder = noisePlaceholder } = {},
): string {
  const found = (inFolded ? fold(text) : text).matchAll(pattern);
  return maskRanges(
    text,
    Array.from(found, ({ 0: whole, index }) => [index, index + whole.length]),
    placeholder,
  );
}
