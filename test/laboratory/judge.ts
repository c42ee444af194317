import type { BankAnswer } from '../../src/banks/bank-driver.js';
import type { BrowserErrorKind } from '../../src/browser/browser-error.js';
import { type Attempt, isLoggedIn, type Ledger } from './ledger.js';
import type { Stage } from './page-plan.js';

/** What must never happen, the worst first. */
export const violationKinds = [
  'false verdict',
  'password in address',
  'submitted twice',
  'half typed',
  'verdict missed',
  'not sent',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  is: ViolationKind;
  /** For people; contains nothing that was typed. */
  detail: string;
}

/** The result of a step: the driver's answer, or the kind of error that it threw. */
export type Said = BankAnswer['is'] | `threw ${BrowserErrorKind}`;

interface Step {
  stage: Stage;
  ledger: Ledger;
  /** What reached the bank in this step. */
  attempts: readonly Attempt[];
  /** What was to be typed. */
  typed: string;
  said: Said;
}

/** Compares the driver's answer to one step with the bank's ledger. */
export function judgeStep(step: Step): Violation[] {
  const { attempts, typed, said } = step;
  const isWhole = ({ text }: Attempt): boolean => text === typed;
  const violations: Violation[] = [];
  const find = (is: ViolationKind, detail: string): void => void violations.push({ is, detail });

  const halves = attempts.filter((attempt) => !isWhole(attempt));
  const [half] = halves;
  if (half) find('half typed', `the bank got ${half.text.length} of ${typed.length} characters, or others`);
  if (attempts.filter(isWhole).length > 1) find('submitted twice', `${attempts.length} times`);
  if (isFalse(step)) find('false verdict', `${said}, but the bank ${decisionOf(step)}`);
  else if (attempts.length === 0) find('not sent', said);
  else if (halves.length === 0 && !isVerdict(said))
    find('verdict missed', `${said}, but the bank ${decisionOf(step)}`);
  return violations;
}

const isVerdict = (said: Said): boolean =>
  said === 'logged_in' || said === 'code_required' || said === 'code_rejected' || said === 'bad_credentials';

/** An answer that the bank's ledger contradicts. */
function isFalse({ stage, ledger, attempts, said }: Step): boolean {
  const was = (isAccepted: boolean): boolean =>
    attempts.some(({ decided }) => decided?.isAccepted === isAccepted);
  if (said === 'logged_in') return !isLoggedIn(ledger);
  // No bank of the laboratory asks for a second code, so a prompt after a code is always wrong.
  if (said === 'code_required') return !(stage === 'login' && was(true));
  if (said === 'code_rejected') return !(stage === 'code' && was(false));
  if (said === 'bad_credentials') return !(stage === 'login' && was(false));
  return said === 'account_locked';
}

function decisionOf({ attempts }: Step): string {
  const [first] = attempts;
  if (!first) return 'was not asked';
  if (!first.decided) return 'had not decided';
  return first.decided.isAccepted ? 'had accepted' : 'had refused';
}
