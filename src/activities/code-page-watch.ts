import { BrowserError } from '../browser/browser-error.js';
import { withTimeout } from '../browser/with-timeout.js';
import { askBank, type BankReply } from './ask-bank.js';
import type { HeldLogin } from './held-login.js';

/** With the few seconds that a look takes, a page that goes away is reported well within 10 s. */
const lookEveryMs = 2_000;
/** The bank's own limit (`timeout_seconds`) is longer; people would wait for a request that is over. */
const findPageMs = 4_000;

/**
 * Looks at the page of a held login every few seconds while it waits for a code, without touching it, and calls
 * `onGone` each time there is no field for a code. `onGone` must not throw. Returns a function that ends the watch.
 */
export function watchCodePage(held: HeldLogin, onGone: () => Promise<void>): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    if (!isStopped && held.isHeld) timer = setTimeout(() => void look(), lookEveryMs);
  };
  const look = async (): Promise<void> => {
    try {
      if (isWaiting(held) && (await isCodePageGone(held)) && !isStopped && isWaiting(held)) await onGone();
    } catch (error) {
      // The holder notices a lost browser itself; a page that cannot be looked at now is looked at again.
      if (!(error instanceof BrowserError)) throw error;
    }
    schedule();
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** False while a step is in progress: the step itself judges what the page shows. */
const isWaiting = (held: HeldLogin): boolean => held.isAtCodePage && !held.isBusy;

/** False if the bank's driver cannot say. Throws nothing but BrowserError. */
async function isCodePageGone(held: HeldLogin): Promise<boolean> {
  return held.run(async (driver, page) => (await driver.codePagePresence?.(page)) === 'gone');
}

/**
 * Finds out where a login is after its code page went away. No step caused this page, so what it says about credentials
 * or codes does not count; an open session, a lock, an expired password, a refusal and an outage do. `code_rejected`
 * means that the code page is still there.
 */
export async function findPageAfterCode(held: HeldLogin): Promise<BankReply> {
  const sessionLost: BankReply = { is: 'session_lost' };
  const seen = await withTimeout(
    findPageMs,
    () => askBank(held, (driver, page) => driver.lookAgain(page)),
    () => sessionLost,
  );
  switch (seen.is) {
    case 'logged_in':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'unavailable':
      return seen;
    case 'code_required':
    case 'code_rejected': {
      const isGone = await askBank(held, async (driver, page) =>
        (await driver.codePagePresence?.(page)) === 'gone'
          ? { is: 'page_not_recognised' }
          : { is: 'code_rejected', bankMessage: null },
      );
      return isGone.is === 'code_rejected' ? isGone : sessionLost;
    }
    case 'bad_credentials':
    case 'choice_required':
    case 'approval_required':
    case 'approval_refused':
    case 'question':
    case 'not_submitted':
    case 'page_not_recognised':
    case 'session_lost':
      return sessionLost;
  }
}
