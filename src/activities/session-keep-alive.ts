import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { BrowserMemory } from './browser-memory.js';
import { afterwards } from './take-step.js';

/**
 * Keeps a logged-in session alive at its bank, in the process that holds the browser: nothing goes into the
 * workflow's history while nothing happens. `loggedOut` resolves when the bank has ended the session; a bank
 * that cannot be reached for a while has not.
 */
export function startKeepAlive({
  login,
  held,
  memory,
}: {
  login: { loginId: string; accountId: string };
  held: HeldLogin;
  memory: Pick<BrowserMemory, 'keepLoggedIn'>;
}): { loggedOut: Promise<'logged_out'>; stop: () => void } {
  const { keepAlive } = held.driver;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const loggedOut = new Promise<'logged_out'>((resolve) => {
    if (!keepAlive) return;
    const everyMs = keepAlive.everySeconds * 1_000;
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
    if (!held.isLoggedIn) return false;
    try {
      return await held.run(async (driver, page) => {
        if (!(await driver.isStillLoggedIn(page))) return true;
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
