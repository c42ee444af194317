import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import type { BankFile } from '../../src/banks/file/bank-file.js';
import { createFormBank } from '../../src/banks/form/form-bank.js';
import { sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import type { Attempt, Ledger } from './ledger.js';

/** Longer than any delay of a page of the laboratory. */
const looksAtPageMs = 1_500;
const betweenKeysMs = 60;
const afterTypingMs = 800;
const appearsWithinMs = 5_000;

type Seen = 'code_required' | 'logged_in' | 'bad_credentials' | 'code_rejected' | 'page_not_recognised';

/**
 * A driver that plays a patient person who also reads the bank's ledger. It shows that each page of the laboratory
 * can be used and shows its verdict; it is no example of how a driver may know anything.
 */
export function createPerson(file: BankFile, ledger: Ledger): BankDriver {
  const { fields, otp, pages } = file;
  if (!fields) throw new Error('the banks of the laboratory have a login page with two fields');

  async function type(page: Page, selector: string, text: string): Promise<void> {
    const boxes = page.locator(selector);
    const isBoxes = (await boxes.count()) > 1;
    for (const [at, key] of Array.from(text).entries()) {
      const field = boxes.nth(isBoxes ? at : 0);
      await until(async () => await field.isEnabled(), 'a field that can be typed into');
      await field.focus();
      await page.keyboard.press('End');
      await page.keyboard.press(key);
      await pause(betweenKeysMs);
    }
  }

  /** What the page shows once the bank has decided, or `page_not_recognised` when it never shows it. */
  async function verdict(
    page: Page,
    attempts: readonly Attempt[],
    before: number,
    dialogs: string[],
  ): Promise<Seen> {
    const { isAccepted } = await until(() => attempts[before]?.decided, 'the decision of the bank');
    const isLogin = attempts === ledger.logins;
    const refused = isLogin ? 'bad_credentials' : 'code_rejected';
    const is = isAccepted ? (isLogin ? 'code_required' : 'logged_in') : refused;
    const ends = performance.now() + appearsWithinMs;
    while (performance.now() < ends) {
      for (const rule of pages) {
        if (rule.is !== is) continue;
        const isShown =
          rule.selector !== undefined && (await page.locator(rule.selector).first().isVisible());
        if (isShown || (!isAccepted && dialogs.length > 0)) return is;
      }
      await pause(20);
    }
    return 'page_not_recognised';
  }

  async function send(page: Page, attempts: readonly Attempt[], type: () => Promise<void>, button: string) {
    const before = attempts.length;
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => dialogs.push(dialog.message()));
    await type();
    await page.keyboard.press('Tab');
    await pause(afterTypingMs);
    // `force`: a person can press a button that moves.
    if (attempts.length === before) await page.locator(button).click({ force: true });
    return await verdict(page, attempts, before, dialogs);
  }

  return {
    ...createFormBank(file),
    async openLogin(page, { username, password }): Promise<BankAnswer> {
      await page.goto(file.login_url);
      await page.locator(fields.username).waitFor();
      await pause(looksAtPageMs);
      const is = await send(
        page,
        ledger.logins,
        async () => {
          await type(page, fields.username, username);
          await type(page, fields.password, password);
        },
        fields.submit,
      );
      return answerOf(is);
    },
    async submitCode(page, code): Promise<BankAnswer> {
      if (!otp?.submit) throw new Error('the banks of the laboratory have a code page with a button');
      const { input, submit } = otp;
      await pause(looksAtPageMs);
      return answerOf(await send(page, ledger.codes, async () => await type(page, input, code), submit));
    },
  };
}

function answerOf(is: Seen): BankAnswer {
  switch (is) {
    case 'code_required':
      return sixDigits;
    case 'code_rejected':
      return { is, bankMessage: null };
    case 'logged_in':
    case 'bad_credentials':
    case 'page_not_recognised':
      return { is };
  }
}
