import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { BrowserMemory } from './browser-memory.js';
import type { LoginRef } from '../db/logins/browser-states.js';

/**
 * Saves a logged-in session so that another process can continue it, where its bank allows that. The state goes on at the
 * address of `sessionMovableAt`. Throws when the database fails.
 */
export async function makeMovable({
  held,
  login,
  memory,
}: {
  held: HeldLogin;
  login: LoginRef;
  memory: Pick<BrowserMemory, 'keepSession'>;
}): Promise<void> {
  const url = held.driver.sessionMovableAt;
  if (url === undefined) return;
  // A visit to the keep-alive page that is in progress ends first.
  const hold = { ...login, holdNumber: held.holdNumber };
  const save = () => held.run((_driver, page) => memory.keepSession(hold, page, url));
  // A first save that fails is tried again at the next visit to the bank, and when the worker stops.
  held.saveSession = save;
  try {
    if (!(await save())) held.saveSession = undefined;
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
  }
}
