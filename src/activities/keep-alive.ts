import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogins } from '../browser/held-logins.js';

/**
 * Keeps a logged-in session alive at its bank, in the process that holds the browser: nothing goes into the
 * workflow's history while nothing happens. `loggedOut` resolves when the bank has ended the session; a bank
 * that cannot be reached for a while has not.
 */
export function startKeepAlive({
  loginId,
  driver,
  heldLogins,
}: {
  loginId: string;
  driver: BankDriver;
  heldLogins: HeldLogins;
}): { loggedOut: Promise<'logged_out'>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const loggedOut = new Promise<'logged_out'>((resolve) => {
    if (!driver.keepAlive) return;
    const everyMs = driver.keepAlive.everySeconds * 1_000;
    const visit = async (): Promise<void> => {
      if (await isLoggedOut()) resolve('logged_out');
      else timer = setTimeout(visitLater, everyMs);
    };
    const visitLater = () => void visit();
    timer = setTimeout(visitLater, everyMs);
  });
  return { loggedOut, stop: () => clearTimeout(timer) };

  async function isLoggedOut(): Promise<boolean> {
    if (!heldLogins.isLoggedIn(loginId)) return false;
    try {
      return !(await heldLogins.run(loginId, (bank, page) => bank.isStillLoggedIn(page)));
    } catch (error) {
      // A lost browser is the holder's to notice; a bank that does not answer is asked again later.
      if (error instanceof BrowserError) return false;
      throw error;
    }
  }
}
