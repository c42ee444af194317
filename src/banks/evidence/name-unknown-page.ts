import type { EvidenceSuggestion } from '../../assistance/failure-evidence.js';
import type { BankFile } from '../file/bank-file.js';
import type { PageKind } from '../file/page-schema.js';
import { codeField, isPressable, submitButton, type Usable } from './find-target.js';
import { moveCodeField } from './move-target.js';
import { accountWords, codeWords, endWords, logoutWords, refusalWords, requestWords } from './page-words.js';
import { passNotice } from './pass-notice.js';
import { add, frameOf, replace } from './suggestion.js';

/**
 * What to add to the file for a page that is none of its `pages`. `mayGuess`: a page with nothing but a heading is taken for
 * the one after the login.
 */
export function nameUnknownPage(
  bank: BankFile,
  elements: readonly Usable[],
  mayGuess: boolean,
): EvidenceSuggestion[] {
  const headings = elements.filter(({ kind }) => kind === 'heading');
  const refusal = headings.find(isRefusal);
  if (refusal) return [nameIt(refusal, 'bad_credentials')];
  const passwords = elements.filter(({ isPassword }) => isPassword);
  const code = passwords.length > 0 ? undefined : codeField(elements);
  if (code) return nameCodePage(bank, code, elements);
  const hasFields = elements.some(({ kind }) => kind === 'field');
  const notice = passNotice(elements);
  if (hasFields && notice.length > 0) return notice;

  const accounts = headings.find(({ label }) => accountWords.test(label) && !isEnd(label));
  const end = nameEnd(headings, passwords);
  if (end && !accounts) return [end];
  const logout = elements.find((one) => isPressable(one) && logoutWords.test(`${one.label} ${one.selector}`));
  const inside = logout ?? accounts;
  if (inside) return [nameIt(inside, 'logged_in')];
  if (hasFields || notice.length > 0) return notice;
  const [heading] = headings;
  return mayGuess && heading && !requestWords.test(heading.label) ? [nameIt(heading, 'logged_in')] : [];
}

const nameIt = (element: Usable, is: PageKind): EvidenceSuggestion =>
  add('unknown_page', ['pages'], { selector: element.selector, ...frameOf(element), is });

/** An error about the user name or the password. One about a code is another. */
const isRefusal = ({ role, label }: Usable): boolean =>
  role === 'alert' && refusalWords.test(label) && !codeWords.test(label);

const isEnd = (label: string): boolean => endWords.some(([, words]) => words.test(label));

/** What stands first on a page says what it is about; further down may be news. */
const mostHeadings = 2;

/** A page that ends the login: a lock, a new password, maintenance, or a bot wall. */
function nameEnd(headings: readonly Usable[], passwords: readonly Usable[]): EvidenceSuggestion | undefined {
  const first = headings.slice(0, mostHeadings);
  for (const [is, words] of endWords) {
    const found = first.find(({ label }) => words.test(label));
    if (found) return nameIt((is === 'password_expired' && passwords[0]) || found, is);
  }
  // A new password, and the same again.
  const [password, repeated] = passwords;
  return password && repeated && nameIt(password, 'password_expired');
}

/** A page that asks for a code in a field that the file does not know. */
function nameCodePage(bank: BankFile, field: Usable, elements: readonly Usable[]): EvidenceSuggestion[] {
  const { otp } = bank;
  const nearby = elements.filter(({ frame }) => frame.join('\n') === field.frame.join('\n'));
  const button = submitButton(nearby, otp?.submit ?? '');
  if (!otp) {
    const value = {
      input: field.selector,
      ...(button && { submit: button.selector }),
      ...frameOf(field),
    };
    return [replace('unknown_page', ['otp'], value), nameIt(field, 'code_required')];
  }
  const isSubmitThere = nearby.some(({ selector }) => selector === otp.submit);
  const moved = moveCodeField(bank, 'input', field);
  const isNamed = moved.some(({ path }) => path[0] === 'pages');
  return [
    ...moved,
    ...(otp.submit !== undefined && button && !isSubmitThere
      ? [replace('code_field_moved', ['otp', 'submit'], button.selector)]
      : []),
    ...(isNamed ? [] : [nameIt(field, 'code_required')]),
  ];
}
