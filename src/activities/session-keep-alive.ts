import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogins } from './held-logins.js';
import type { BrowserMemory } from './browser-memory.js';
import { afterwards } from './take-step.js';

/**
 * Keeps a logged-in session alive at its bank, in the process that holds the browser: nothing goes into the
 * workflow's history while nothing happens. `loggedOut` resolves when the bank has ended the session; a bank
 * that cannot be reached for a while has not.
 */
export function startKeepAlive({
  login,
  driver,
  heldLogins,
  memory,
}: {
  login: { loginId: string; accountId: string };
  driver: BankDriver;
  heldLogins: HeldLogins;
  memory: Pick<BrowserMemory, 'keepLoggedIn'>;
}): { loggedOut: Promise<'logged_out'>; stop: () => void } {
  const { loginId } = login;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const loggedOut = new Promise<'logged_out'>((resolve) => {
    if (!driver.keepAlive) return;
    const everyMs = driver.keepAlive.everySeconds * 1_000;
    const visit = async (): Promise<void> => {
      if (await isLoggedOut()) resolve('logged_out');
      else if (!isStopped) timer = setTimeout(visitLater, everyMs);
    };
    const visitLater = () => void visit();
    timer = setTimeout(visitLater, everyMs);
  });
  const stop = (): void => {
    // A visit that is under way plans no other.
    isStopped = true;
    clearTimeout(timer);
  };
  return { loggedOut, stop };

  async function isLoggedOut(): Promise<boolean> {
    if (!heldLogins.isLoggedIn(loginId)) return false;
    try {
      return await heldLogins.run(loginId, async (bank, page) => {
        if (!(await bank.isStillLoggedIn(page))) return true;
        // Programs that use the session are given what the bank knows it by now.
        await afterwards(() => memory.keepLoggedIn(login, page));
        return false;
      });
    } catch (error) {
      // A lost browser is the holder's to notice; a bank that does not answer is asked again later.
      if (error instanceof BrowserError) return false;
      throw error;
    }
  }
}
