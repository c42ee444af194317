import type { BrowserContext } from 'playwright-core';
import type { BankFile } from '../file/bank-file.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import type { Step } from '../file/step-schema.js';
import type { StepEvent } from '../page/observe-step.js';

/** A place in a bank's file, such as `['login', 2]`. */
export type FilePath = readonly (string | number)[];

/** What the driver waits for before it can do the next thing. */
export interface Awaited {
  path: FilePath;
  selector: string;
  frame: readonly string[];
}

export interface JournalStep {
  path: FilePath;
  step: Step;
  how: Extract<StepEvent, { is: 'step' }>['how'];
}

/** What a bank file's driver has done in a browser context: little, and nothing that was typed. */
export interface StepJournal {
  readonly bank: BankFile;
  /** The last thing that happened to each step, in the order in which they were first reached. */
  readonly steps: JournalStep[];
  readonly dismissed: string[];
  /** What lay over a button; the opening tag is as the page has it. */
  readonly covered: { selector: string; element: string | null }[];
  /** The places of the entries of `pages` that matched at any time. */
  readonly matched: Set<number>;
  /** Null while the bank's answer is awaited. */
  awaited: Awaited | null;
  /** The last address that was visited. */
  visited: string | null;
}

const journals = new WeakMap<BrowserContext, StepJournal>();
const mostKept = 20;

/** The journal of a context; undefined where no bank file's driver has taken a step there. */
export const journalOf = (context: BrowserContext): StepJournal | undefined => journals.get(context);

/** Begins a step of the login: what is recorded from now on is about it. Returns what records an event. */
export function startJournal(context: BrowserContext, bank: BankFile): (event: StepEvent) => void {
  const before = journals.get(context);
  const journal: StepJournal = {
    bank,
    steps: before?.bank === bank ? before.steps : [],
    dismissed: before?.dismissed ?? [],
    covered: [],
    matched: new Set(),
    awaited: null,
    visited: before?.visited ?? null,
  };
  journals.set(context, journal);
  return (event) => record(journal, event);
}

function record(journal: StepJournal, event: StepEvent): void {
  switch (event.is) {
    case 'visit':
      journal.visited = event.url;
      return;
    case 'awaits':
      journal.awaited = awaitedBy(journal.bank, event);
      return;
    case 'step': {
      const { step, how } = event;
      const path = pathOf(journal.bank, step);
      const known = journal.steps.find((one) => samePath(one.path, path));
      if (known) known.how = how;
      else journal.steps.push({ path, step, how });
      journal.awaited =
        how === 'failed' ? awaitedBy(journal.bank, { step, selector: selectorOf(step) }) : null;
      return;
    }
    case 'dismissed':
      if (!journal.dismissed.includes(event.selector)) push(journal.dismissed, event.selector);
      return;
    case 'covered': {
      const { selector, element } = event;
      push(journal.covered, { selector, element });
      return;
    }
    case 'matches':
      for (const { place } of event.rules) journal.matched.add(place);
      return;
    case 'keys':
  }
}

function push<T>(list: T[], one: T): void {
  if (list.length < mostKept) list.push(one);
}

function awaitedBy(
  bank: BankFile,
  {
    selector,
    frame,
    step,
  }: { selector: string | null; frame?: readonly string[] | undefined; step?: Step | undefined },
): Awaited | null {
  if (selector === null) return null;
  const path = step ? pathOf(bank, step) : pathOfSelector(bank, selector);
  return { path, selector, frame: frame ?? step?.frame ?? [] };
}

const samePath = (one: FilePath, other: FilePath): boolean => one.join('\n') === other.join('\n');

/** The key of a step that holds its target. */
const targets = ['click', 'fill', 'type', 'check', 'uncheck', 'select', 'keypad', 'asked', 'wait'] as const;

/** The selector of what a step needs; null for a key that is pressed. */
export function selectorOf(step: Step): string | null {
  const entries = new Map<string, unknown>(Object.entries(step));
  for (const key of targets) {
    const selector = entries.get(key);
    if (typeof selector === 'string') return selector;
  }
  return null;
}

/** Where a step stands in the file. Those of `fields` are made of its three selectors. */
export function pathOf(bank: BankFile, step: Step): FilePath {
  if (bank.fields !== undefined) {
    const [key] = Object.entries(bank.fields).find(([, selector]) => selector === selectorOf(step)) ?? [];
    if (key !== undefined) return ['fields', key];
  }
  const lists: [FilePath, readonly Step[]][] = [
    [['login'], loginStepsOf(bank)],
    [['otp', 'before'], bank.otp?.before ?? []],
    [['otp', 'before_submit'], bank.otp?.before_submit ?? []],
  ];
  for (const [path, steps] of lists) if (steps.includes(step)) return [...path, steps.indexOf(step)];
  return [];
}

function pathOfSelector({ otp }: BankFile, selector: string): FilePath {
  for (const key of ['input', 'submit', 'resend'] as const) if (otp?.[key] === selector) return ['otp', key];
  return [];
}
