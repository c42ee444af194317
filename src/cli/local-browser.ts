import type { Page } from 'playwright-core';
import type { BankDriver } from '../banks/bank-driver.js';
import { type BrowserPool, createBrowserPool } from '../browser/chromium.js';
import { type ChromiumProgram, findChromium } from '../runtime/find-chromium.js';
import { StartError } from '../runtime/start-error.js';

export interface BrowserSettings {
  /** CHROMIUM_PATH and BROWSER_PROGRAM */
  browser: { chromiumPath: string | undefined; program: ChromiumProgram | undefined };
  env: NodeJS.ProcessEnv;
}

/** Why a browser that was to open a window could not start. */
export const noWindow = ({ DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): StartError =>
  new StartError(`Chromium cannot open a window on the display ${WAYLAND_DISPLAY ?? DISPLAY ?? ''}.`, [
    'leave --headed out, or run the command in a desktop session of the same user',
  ]);

const desktopVariables = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR'];

/** The Chromium of this machine that a bank's file asks for; with `isHeaded` a full one that opens a window. */
export async function openLocalBrowser(
  { browser: { chromiumPath, program }, env }: BrowserSettings,
  {
    driver,
    isHeaded,
    print,
  }: { driver: Pick<BankDriver, 'browser'>; isHeaded: boolean; print: (line: string) => void },
): Promise<BrowserPool> {
  if (isHeaded && process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    throw new StartError(
      '--headed needs a desktop, and there is none: DISPLAY and WAYLAND_DISPLAY are not set.',
      ['leave --headed out, or run the command in a desktop session'],
    );
  const wanted = isHeaded ? 'chromium' : (driver.browser?.program ?? program);
  const found = await findChromium({ chromiumPath, program: wanted, env, print });
  print(`${found.version} (${found.path})`);
  const desktop = Object.fromEntries(
    desktopVariables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  const source = { executablePath: found.path, args: found.args, ...(isHeaded && { desktop }) };
  return createBrowserPool(source, { chromium: source, shell: source });
}

/**
 * Calls `work` with a blank page of a browser that is closed afterwards. Returns the error where there is no browser that
 * runs. Throws the reason of `stopping` when it is aborted meanwhile.
 */
export async function withBlankPage<T>(
  settings: BrowserSettings,
  stopping: AbortSignal,
  work: (page: Page) => Promise<T>,
): Promise<T | StartError> {
  let pool: BrowserPool;
  try {
    pool = await openLocalBrowser(settings, { driver: {}, isHeaded: false, print: () => undefined });
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
  const close = (): void => void pool.close();
  stopping.addEventListener('abort', close);
  try {
    stopping.throwIfAborted();
    const context = await pool.openContext();
    return await work(await context.newPage());
  } catch (error) {
    stopping.throwIfAborted();
    throw error;
  } finally {
    stopping.removeEventListener('abort', close);
    await pool.close();
  }
}
