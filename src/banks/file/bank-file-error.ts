export interface BankFileProblem {
  file: string;
  line?: number;
  /** The place inside the file, such as `pages[2].is`; empty for the file as a whole. */
  path: string;
  reason: string;
}

/** Everything that is wrong with the bank files at hand, for the person who wrote them. */
export class BankFileError extends Error {
  override readonly name = 'BankFileError';

  constructor(readonly problems: readonly BankFileProblem[]) {
    super(problems.map(asLine).join('\n'));
  }
}

function asLine({ file, line, path, reason }: BankFileProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === '' ? `${place}: ${reason}` : `${place}: ${path}: ${reason}`;
}

/** `['pages', 2, 'is']` as people write it: `pages[2].is`. */
export function pathInFile(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
