import type { EvidenceSuggestion } from '../../assistance/failure-evidence.js';
import type { BankFile } from '../file/bank-file.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import type { Step } from '../file/step-schema.js';
import type { Awaited } from '../steps/step-journal.js';
import { asFileLines } from './file-lines.js';
import { codeField, submitButton, targetFor, type Usable } from './find-target.js';
import { frameOf, replace } from './suggestion.js';

/** What a step needs is there under another name, or in another frame. */
export function moveTarget(
  bank: BankFile,
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

function movedStep(step: Step, target: Usable): object {
  const key = 'click' in step ? 'click' : 'fill' in step ? 'fill' : 'type';
  return { ...withoutFrame(step), [key]: target.selector, ...frameOf(target) };
}

const withoutFrame = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'frame'));

/** The field or the button of a code under another name, with the entries of `pages` that name it. */
export function moveCodeField(bank: BankFile, key: 'input' | 'submit', target: Usable): EvidenceSuggestion[] {
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
