import type { ExpectedShape } from '../code-shape.js';
import { fitsLength } from '../code-shape.js';

/**
 * The hash at the end of a message for Android's SMS Retriever API: eleven characters of Base64 that name the app. There
 * may be two, for the app's test version. Messages for old versions of the API begin with `<#>` or `[#]`.
 */
const hash = /(?:^|\s)(?=[A-Za-z\d+/]*[A-Za-z+/])([A-Za-z\d+/]{11})$/;
const hashLength = 11;
const maxHashes = 2;

const isAnnounced = (text: string) => /^\s*(?:<#>|\[#\])/.test(text);

/** Upper and lower case in one word, and not as in a name. */
const looksRandom = (word: string) => /[a-z]/.test(word) && /[A-Z]/.test(word) && !/^[A-Z][a-z]+$/.test(word);

/** Removes the hash behind a code. Takes and returns normalized text. */
export function stripRetrieverHash(text: string, shape: ExpectedShape): string {
  const mayBeCode = shape.type === 'alphanumeric' && shape.length !== null && fitsLength(hashLength, shape);
  let rest = text;
  for (let count = 0; count < (mayBeCode ? 1 : maxHashes); count += 1) {
    const trimmed = rest.trimEnd();
    const found = hash.exec(trimmed.slice(-hashLength - 1))?.[1];
    if (found === undefined || !(isAnnounced(text) || (looksRandom(found) && !mayBeCode))) return rest;
    rest = trimmed.slice(0, -hashLength);
  }
  return rest;
}
