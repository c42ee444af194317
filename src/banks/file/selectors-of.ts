import type { BankFile } from './bank-file.js';
import type { Step } from './step-schema.js';

export interface FileSelector {
  /** Where it stands in the file, such as `['pages', 1, 'selector']`. */
  path: (string | number)[];
  selector: string;
}

/** Every selector of a file, in the order of its keys in docs/banks.md. */
export function selectorsOf(bank: BankFile): FileSelector[] {
  const { fields, login, otp, choice, approval, question, pages, dismiss, keep_alive: keepAlive } = bank;
  return [
    ...named(['fields'], fields, ['username', 'password', 'submit']),
    ...inSteps(['login'], login),
    ...pages.flatMap((rule, at) => [
      ...named(['pages', at], rule, ['selector']),
      ...inFrame(['pages', at], rule),
    ]),
    ...named(['otp'], otp, ['input', 'submit', 'destination', 'message', 'picture', 'resend']),
    ...inFrame(['otp'], otp),
    ...inSteps(['otp', 'before'], otp?.before),
    ...inSteps(['otp', 'before_submit'], otp?.before_submit),
    ...(choice?.options ?? []).flatMap((option, at) =>
      named(['choice', 'options', at], option, ['select', 'destination']),
    ),
    ...named(['choice'], choice, ['submit']),
    ...named(['approval'], approval, ['message', 'compare', 'instead']),
    ...named(['question'], question, ['text', 'input', 'submit']),
    ...dismiss.map((selector, at) => ({ path: ['dismiss', at], selector })),
    ...named(['keep_alive'], keepAlive, ['logged_in']),
  ];
}

/** The keys of a step that hold a selector. */
const keysOfSteps = [
  ...['click', 'check', 'uncheck', 'wait', 'fill', 'type', 'select', 'keypad', 'asked'],
  ...['keys', 'if'],
];

const inSteps = (path: FileSelector['path'], steps: readonly Step[] = []): FileSelector[] =>
  steps.flatMap((step, at) => [...named([...path, at], step, keysOfSteps), ...inFrame([...path, at], step)]);

function named(
  path: FileSelector['path'],
  section: object | undefined,
  keys: readonly string[],
): FileSelector[] {
  const values = new Map<string, unknown>(Object.entries(section ?? {}));
  return keys.flatMap((key) => {
    const selector = values.get(key);
    return typeof selector === 'string' ? [{ path: [...path, key], selector }] : [];
  });
}

/** A frame is written as one selector or as a list, and read as a list. */
function inFrame(
  path: FileSelector['path'],
  section: { frame?: readonly string[] | undefined } | undefined,
): FileSelector[] {
  return (section?.frame ?? []).map((selector) => ({ path: [...path, 'frame'], selector }));
}
