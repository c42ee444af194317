export interface BankFileProblem {
  file: string;
  line?: number;
  /** The place inside the file, such as `pages[2].is`; empty for the file as a whole. */
  path: string;
  reason: string;
  /** What else is known, for the operator only: the message of an error that a module threw. */
  detail?: string;
}

/** Everything that is wrong with the bank files at hand, for the person who wrote them. */
export class BankFileError extends Error {
  override readonly name = 'BankFileError';

  constructor(readonly problems: readonly BankFileProblem[]) {
    super(problems.map(asLine).join('\n'));
  }
}

function asLine({ file, line, path, reason, detail }: BankFileProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const parts = [place, path, reason, detail ?? ''].filter((part) => part !== '');
  return parts.join(': ');
}

/** `['pages', 2, 'is']` as people write it: `pages[2].is`. */
export function pathInFile(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
