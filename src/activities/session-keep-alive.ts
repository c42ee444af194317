import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { BrowserMemory } from './browser-memory.js';
import { bestEffort } from './best-effort.js';

/**
 * Visits the bank's keep-alive page at the bank's interval once the login is logged in, in the process that holds the
 * browser: a session without events adds nothing to its workflow's history. `loggedOut` resolves when the bank has
 * ended the session; that the bank cannot be reached for a while does not count. Call `stop` when the hold ends.
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
      else if (!isStopped) timer = setTimeout(startVisit, everyMs);
    };
    const startVisit = () => void visit();
    timer = setTimeout(startVisit, everyMs);
  });
  const stop = (): void => {
    // A visit in progress schedules no further one.
    isStopped = true;
    clearTimeout(timer);
  };
  return { loggedOut, stop };

  async function isLoggedOut(): Promise<boolean> {
    if (!held.isLoggedIn) return false;
    try {
      const isOut = await held.run(async (driver, page) => {
        if (!(await driver.isStillLoggedIn(page))) return true;
        // A visit may renew cookies: programs that use the session get the new ones.
        await bestEffort(() => memory.keepLoggedIn({ ...login, holdNumber: held.holdNumber }, page));
        return false;
      });
      const { saveSession } = held;
      if (!isOut && saveSession)
        await bestEffort(async () => {
          await saveSession();
        });
      return isOut;
    } catch (error) {
      // The holder notices a lost browser itself; a bank that does not respond is visited again later.
      if (error instanceof BrowserError) return false;
      throw error;
    }
  }
}
