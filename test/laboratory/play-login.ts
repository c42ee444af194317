import { BrowserError } from '../../src/browser/browser-error.js';
import { redactBrowserErrors } from '../../src/browser/redact-browser-errors.js';
import type { HeldLogins } from '../../src/activities/held-logins.js';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import type { BankFile } from '../../src/banks/file/bank-file.js';
import type { Page } from 'playwright-core';
import { createRandom } from '../storm/random.js';
import { bankFileOf } from './bank-file.js';
import type { BankSite } from './bank-site.js';
import { judgeStep, type Said, type Violation } from './judge.js';
import type { Attempt, Ledger } from './ledger.js';
import { type PagePlan, planOf, type Stage } from './page-plan.js';

export interface PlayedLogin {
  seed: number;
  plan: PagePlan;
  steps: PlayedStep[];
  violations: { stage: Stage; violation: Violation }[];
}

interface PlayedStep {
  stage: Stage;
  said: Said;
  /** From the bank's decision to the driver's answer; null without a decision. */
  answeredAfterMs: number | null;
}

export interface Players {
  site: BankSite;
  held: HeldLogins;
  /** The product's driver of a bank file, or a stand-in for it. */
  createDriver: (file: BankFile, ledger: Ledger) => BankDriver;
}

/** Plays the login of one seed in the product's own browser, up to the first violation. */
export async function playLogin(seed: number, { site, held, createDriver }: Players): Promise<PlayedLogin> {
  const plan = planOf(seed);
  const random = createRandom(seed);
  const digits = (first: number): string => `${first}${random.whole(10_000, 99_999)}`;
  // A wrong code begins with a different digit than the right one, so that none is right by chance.
  const secrets = { username: `user-${digits(1)}`, password: `Pass-${digits(2)}-word`, code: digits(7) };
  const codes = [...Array.from({ length: plan.wrongCodes }, (_, i) => digits(i)), secrets.code];
  const loginId = `login-${seed}`;
  const { url, server } = site.open(loginId, plan, secrets, seed);
  const { ledger } = server;
  const played: PlayedLogin = { seed, plan, steps: [], violations: [] };

  async function step(spec: {
    stage: Stage;
    typed: string;
    attempts: readonly Attempt[];
    take: (driver: BankDriver, page: Page) => Promise<BankAnswer>;
  }): Promise<Said> {
    const { stage, typed, attempts, take } = spec;
    const before = attempts.length;
    const said = await resultOf(login.run(take));
    const endedMs = performance.now();
    const own = attempts.slice(before);
    const decidedMs = own.at(-1)?.decided?.atMs;
    played.steps.push({
      stage,
      said,
      answeredAfterMs: decidedMs === undefined ? null : endedMs - decidedMs,
    });
    for (const violation of judgeStep({ stage, ledger, attempts: own, typed, said }))
      played.violations.push({ stage, violation });
    return said;
  }

  const login = await held.hold({
    loginId,
    holdNumber: 1,
    driver: createDriver(bankFileOf(plan, url), ledger),
  });
  try {
    const { username, password } = secrets;
    const opened = await step({
      stage: 'login',
      typed: `${username}\n${password}`,
      attempts: ledger.logins,
      take: (driver, page) => driver.openLogin(page, { username, password, secrets: {} }),
    });
    if (opened === 'code_required')
      for (const code of codes) {
        if (played.violations.length > 0) break;
        await step({
          stage: 'code',
          typed: code,
          attempts: ledger.codes,
          take: (driver, page) => driver.submitCode(page, code),
        });
      }
  } finally {
    await login.close();
  }
  played.violations.push(...afterwards(played, ledger));
  return played;
}

/** Violations that can be found only after the login. */
function afterwards({ violations }: PlayedLogin, { passwordsInAddress, codes }: Ledger) {
  const found: PlayedLogin['violations'] = [];
  if (passwordsInAddress > 0)
    found.push({
      stage: 'login',
      violation: { is: 'password in address', detail: `${passwordsInAddress} times` },
    });
  const isTwice = new Set(codes.map(({ text }) => text)).size < codes.length;
  if (isTwice && violations.length === 0)
    found.push({ stage: 'code', violation: { is: 'submitted twice', detail: 'after the step' } });
  return found;
}

async function resultOf(answer: Promise<BankAnswer>): Promise<Said> {
  try {
    return (await redactBrowserErrors('step', () => answer)).is;
  } catch (error) {
    if (error instanceof BrowserError) return `threw ${error.kind}`;
    throw error;
  }
}
