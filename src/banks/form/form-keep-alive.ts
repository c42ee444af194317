import { BrowserError } from '../../browser/browser-error.js';
import { awaitPage } from '../page/await-page.js';
import type { BankFile } from '../file/bank-file.js';
import { loginStepsOf } from '../file/steps-of-login.js';
import { type FormPage, shownPage, takeStep, visit } from '../steps/form-step.js';

/**
 * Visits the keep-alive page. False only when the bank shows another of its pages there, or its login form: a
 * bank that cannot be reached has logged nobody out, and is a BrowserError.
 */
export async function isStillLoggedIn({ page, bank }: FormPage): Promise<boolean> {
  const { keep_alive: keepAlive } = bank;
  if (!keepAlive) throw new BrowserError('unexpected', 'isStillLoggedIn');
  return await takeStep({ page, bank: withKeepAlivePages(bank, keepAlive.logged_in) }, async (step) => {
    if (!(await visit(step, keepAlive.url))) throw new BrowserError('unreachable', 'isStillLoggedIn');
    const found = await awaitPage({ ...step, notices: undefined, find: (look) => shownPage(step, look) });
    if (found.is === 'found' && found.candidate.is === 'logged_in') return true;
    if (found.is === 'nothing' || found.is === 'ready') throw new BrowserError('timeout', 'isStillLoggedIn');
    const isDown = found.is === 'unavailable' || found.candidate.is === 'unavailable';
    if (isDown) throw new BrowserError('unreachable', 'isStillLoggedIn');
    return false;
  });
}

/** The page that tells a living session first, and the login form as one that tells a dead one. */
function withKeepAlivePages(bank: BankFile, loggedIn: string): BankFile {
  return {
    ...bank,
    pages: [
      { selector: loggedIn, is: 'logged_in' },
      ...bank.pages.filter(({ is }) => is !== 'logged_in'),
      ...loginFields(bank).map(({ selector, frame }) => ({
        selector,
        frame,
        is: 'bad_credentials' as const,
      })),
    ],
  };
}

/** The fields that a login fills in first. */
function loginFields(bank: BankFile) {
  const fields = loginStepsOf(bank).flatMap((step) => {
    if ('fill' in step) return [{ selector: step.fill, frame: step.frame }];
    return 'type' in step ? [{ selector: step.type, frame: step.frame }] : [];
  });
  return fields.slice(0, 1);
}
