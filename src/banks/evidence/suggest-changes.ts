import type { EvidenceSuggestion } from '../../assistance/failure-evidence.js';
import type { BankFile } from '../file/bank-file.js';
import type { PageKind } from '../file/page-schema.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import type { Step } from '../file/step-schema.js';
import type { Awaited } from '../steps/step-journal.js';
import { asAddedLine, asFileLines } from './file-lines.js';
import {
  accountWords,
  closingWords,
  codeWords,
  logoutWords,
  submitWords,
  usernameWords,
} from './page-words.js';
import type { Presence } from './read-page-entries.js';
import type { SeenElement, SeenElements } from './read-elements.js';
import { resemblance } from './resemblance.js';

export interface FailureFacts extends SeenElements {
  bank: BankFile;
  /** Null where the bank's answer was awaited. */
  awaited: Awaited | null;
  /** Whether what was awaited is on the page. */
  presence: Presence | null;
  /** Whether an entry of `pages` matches. */
  isKnownPage: boolean;
  /** A click was in vain because something lay over its target. */
  wasCovered: boolean;
}

type Usable = SeenElement & { selector: string };

/** What to change in the bank's file, so that the next login gets past the page that stopped this one. */
export function suggestChanges(facts: FailureFacts): EvidenceSuggestion[] {
  const elements = facts.elements.filter(isUsable);
  const { awaited } = facts;
  const closing = closeCover(facts, elements);
  if (closing.length > 0) return closing;
  if (awaited) {
    if (facts.presence === 'visible') return [];
    const moved = moveTarget(facts, awaited, elements);
    return moved.length > 0 ? moved : passNotice(elements);
  }
  return facts.isKnownPage ? [] : nameUnknownPage(facts, elements);
}

const isUsable = (element: SeenElement): element is Usable => element.selector !== null;

const isPressable = ({ kind }: SeenElement): boolean => kind === 'button' || kind === 'link';

const wordsFor = ({ label, hints, selector }: Usable): string => `${label} ${hints} ${selector}`;

function add(because: EvidenceSuggestion['because'], path: string[], value: unknown): EvidenceSuggestion {
  return { because, action: 'add', path, value, yaml: asAddedLine(path, value) };
}

function replace(
  because: EvidenceSuggestion['because'],
  path: (string | number)[],
  value: unknown,
): EvidenceSuggestion {
  return { because, action: 'replace', path, value, yaml: asFileLines(path, value) };
}

/** What lies over the page is closed by `dismiss`. */
function closeCover({ covers }: FailureFacts, elements: readonly Usable[]): EvidenceSuggestion[] {
  return covers.flatMap(({ id }) => {
    const inside = elements.filter(
      (one) => one.inside === id && isPressable(one) && !one.covered && inPage(one),
    );
    const best = bestClosing(inside);
    return best ? [add('covered', ['dismiss'], best.selector)] : [];
  });
}

/** `dismiss` looks at the page itself only. */
const inPage = ({ frame }: SeenElement): boolean => frame.length === 0;

function bestClosing(buttons: readonly Usable[]): Usable | undefined {
  for (const words of closingWords) {
    const found = buttons.find(({ label }) => words.test(label));
    if (found) return found;
  }
  return buttons.length === 1 ? buttons[0] : undefined;
}

/** A page that only asks to go on is passed by `dismiss` too. */
function passNotice(elements: readonly Usable[]): EvidenceSuggestion[] {
  if (elements.some(({ kind }) => kind === 'field')) return [];
  const best = bestClosing(elements.filter((one) => isPressable(one) && inPage(one) && !one.disabled));
  return best ? [add('notice', ['dismiss'], best.selector)] : [];
}

/** What a step needs is there under another name, or in another frame. */
function moveTarget(
  { bank }: FailureFacts,
  awaited: Awaited,
  elements: readonly Usable[],
): EvidenceSuggestion[] {
  const { path, selector } = awaited;
  const [section, key] = path;
  if (section === 'otp' && (key === 'input' || key === 'submit')) {
    const target = key === 'input' ? codeField(elements) : submitButton(elements, selector);
    return target ? moveCodeField(bank, key, target) : [];
  }
  const step = stepAt(bank, path);
  if (!step) return [];
  const target = targetFor(step, selector, elements);
  if (!target) return [];
  return [
    section === 'fields'
      ? replace('target_moved', [...path], target.selector)
      : replace('target_moved', [...path], movedStep(step, target)),
    ...movePages(bank, selector, target),
  ];
}

function stepAt(bank: BankFile, path: readonly (string | number)[]): Step | undefined {
  const [section, key, at] = path;
  if (section === 'fields')
    return loginStepsOf(bank)[['username', 'password', 'submit'].indexOf(String(key))];
  if (section === 'login' && typeof key === 'number') return bank.login?.[key];
  if (section === 'otp' && (key === 'before' || key === 'before_submit') && typeof at === 'number')
    return bank.otp?.[key]?.[at];
  return undefined;
}

function targetFor(step: Step, selector: string, elements: readonly Usable[]): Usable | undefined {
  if ('click' in step) return submitButton(elements, selector);
  if (!('fill' in step || 'type' in step)) return undefined;
  const fields = elements.filter(
    ({ kind, role }) => kind === 'field' && !['checkbox', 'radio'].includes(role),
  );
  if (step.with === 'password') return fields.find(({ isPassword }) => isPassword);
  return best(
    fields.filter(({ isPassword }) => !isPassword || step.with !== 'username'),
    (field) => resemblance(selector, wordsFor(field)) + (usernameWords.test(wordsFor(field)) ? 1 : 0),
  );
}

/** The button that most probably sends what was typed. */
function submitButton(elements: readonly Usable[], before: string): Usable | undefined {
  const forms = new Set(
    elements.flatMap(({ kind, form }) => (kind === 'field' && form !== null ? [form] : [])),
  );
  return best(
    elements.filter(isPressable),
    (button) =>
      resemblance(before, wordsFor(button)) * 2 +
      (button.submits ? 1 : 0) +
      (button.form !== null && forms.has(button.form) ? 1 : 0) +
      (button.kind === 'button' ? 0.5 : 0) +
      (submitWords.test(button.label) ? 1.5 : 0),
  );
}

/** A field that takes a code: by what it says of itself, or by its words and its length. */
function codeField(elements: readonly Usable[]): Usable | undefined {
  const fields = elements.filter(
    ({ kind, role, isPassword }) => kind === 'field' && role === 'textbox' && !isPassword,
  );
  return best(
    fields,
    (field) =>
      (field.hints.includes('one-time-code') ? 3 : 0) +
      (codeWords.test(wordsFor(field)) ? 1.5 : 0) +
      (field.maxLength !== null && field.maxLength >= 4 && field.maxLength <= 12 ? 1 : 0) +
      (/numeric|tel/.test(field.hints) ? 1 : 0),
  );
}

/** The one with the highest score of at least 1; the first among equals. */
function best<T>(list: readonly T[], score: (one: T) => number): T | undefined {
  const scored = list.map((one) => ({ one, points: score(one) })).filter(({ points }) => points >= 1);
  return scored.reduce<(typeof scored)[number] | undefined>(
    (top, next) => (top === undefined || next.points > top.points ? next : top),
    undefined,
  )?.one;
}

function movedStep(step: Step, target: Usable): object {
  const key = 'click' in step ? 'click' : 'fill' in step ? 'fill' : 'type';
  return { ...withoutFrame(step), [key]: target.selector, ...frameOf(target) };
}

const withoutFrame = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'frame'));

const frameOf = ({ frame }: SeenElement): { frame?: string | string[] } =>
  frame.length === 0 ? {} : { frame: frame.length === 1 && frame[0] !== undefined ? frame[0] : [...frame] };

function moveCodeField(bank: BankFile, key: 'input' | 'submit', target: Usable): EvidenceSuggestion[] {
  const before = bank.otp?.[key];
  return [
    replace('code_field_moved', ['otp', key], target.selector),
    ...moveFrame(bank, target),
    ...(before === undefined ? [] : movePages(bank, before, target)),
  ];
}

function moveFrame({ otp }: BankFile, target: Usable): EvidenceSuggestion[] {
  const before = otp?.frame ?? [];
  if (before.join('\n') === target.frame.join('\n')) return [];
  const path = ['otp', 'frame'];
  const { frame } = frameOf(target);
  if (frame !== undefined) return [replace('code_field_moved', path, frame)];
  return [
    { because: 'code_field_moved', action: 'remove', path, value: null, yaml: asFileLines(path, null) },
  ];
}

/** Entries of `pages` that name the same selector go along. */
function movePages({ pages }: BankFile, before: string, target: Usable): EvidenceSuggestion[] {
  return pages.flatMap((rule, place) =>
    rule.selector === before
      ? [
          replace('target_moved', ['pages', place], {
            ...withoutFrame(rule),
            selector: target.selector,
            ...frameOf(target),
          }),
        ]
      : [],
  );
}

/** A page that is none of the file's. */
function nameUnknownPage({ bank }: FailureFacts, elements: readonly Usable[]): EvidenceSuggestion[] {
  const code = elements.some(({ isPassword }) => isPassword) ? undefined : codeField(elements);
  if (code) return nameCodePage(bank, code, elements);
  const logout = elements.find((one) => isPressable(one) && logoutWords.test(`${one.label} ${one.selector}`));
  if (logout) return [nameIt(logout, 'logged_in')];
  const headings = elements.filter(({ kind }) => kind === 'heading');
  const accounts = headings.find(({ label }) => accountWords.test(label));
  if (accounts) return [nameIt(accounts, 'logged_in')];
  if (elements.some(({ kind }) => kind === 'field')) return [];
  const notice = passNotice(elements);
  const [heading] = headings;
  if (notice.length > 0 || !heading) return notice;
  return [nameIt(heading, 'logged_in')];
}

const nameIt = (element: Usable, is: PageKind): EvidenceSuggestion =>
  add('unknown_page', ['pages'], { selector: element.selector, ...frameOf(element), is });

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
