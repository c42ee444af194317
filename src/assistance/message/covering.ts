import { noiseMark } from './marks.js';
import { fold } from './readable.js';

export type Stretch = readonly [start: number, end: number];

/** The text with a mark over each stretch, so that everything else keeps its place. */
export function cover(text: string, stretches: readonly Stretch[], mark = noiseMark): string {
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of stretches) {
    pieces.push(text.slice(at, start), mark.repeat(end - start));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

/** The same for everything a global pattern finds, in the text itself or in its folded form. */
export function coverMatches(
  text: string,
  pattern: RegExp,
  { inFolded = false, mark = noiseMark } = {},
): string {
  const found = (inFolded ? fold(text) : text).matchAll(pattern);
  return cover(
    text,
    Array.from(found, ({ 0: whole, index }) => [index, index + whole.length]),
    mark,
  );
}
