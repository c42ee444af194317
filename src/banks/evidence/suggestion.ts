import type { EvidenceSuggestion } from '../../assistance/failure-evidence.js';
import { asAddedLine, asFileLines } from './file-lines.js';
import type { SeenElement } from './read-elements.js';

type Because = EvidenceSuggestion['because'];

/** One more entry of the list at a place of the file. */
export function add(because: Because, path: string[], value: unknown): EvidenceSuggestion {
  return { because, action: 'add', path, value, yaml: asAddedLine(path, value) };
}

/** Another value for a place of the file. */
export function replace(because: Because, path: (string | number)[], value: unknown): EvidenceSuggestion {
  return { because, action: 'replace', path, value, yaml: asFileLines(path, value) };
}

/** The key `frame` of an entry about an element; none for the page itself. */
export const frameOf = ({ frame }: SeenElement): { frame?: string | string[] } =>
  frame.length === 0 ? {} : { frame: frame.length === 1 && frame[0] !== undefined ? frame[0] : [...frame] };
