import type { HeldLogin } from './held-login.js';
import type { BrowserMemory } from './browser-memory.js';

/**
 * Saves a logged-in session so that another process can continue it, where its bank allows that. The state goes on at the
 * address of `sessionMovableAt`. Throws BrowserError, or when the database fails.
 */
export async function makeMovable({
  held,
  login,
  memory,
}: {
  held: HeldLogin;
  login: { loginId: string; accountId: string };
  memory: Pick<BrowserMemory, 'keepCheckpoint'>;
}): Promise<void> {
  const url = held.driver.sessionMovableAt;
  if (url === undefined) return;
  // A visit to the keep-alive page that is in progress ends first.
  const save = () => held.run((_driver, page) => memory.keepCheckpoint(login, page, url));
  // A first save that fails is tried again at the next visit to the bank, and when the worker stops.
  held.saveSession = save;
  if (!(await save())) held.saveSession = undefined;
}
