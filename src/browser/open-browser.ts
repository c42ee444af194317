import { homedir, tmpdir } from 'node:os';
import type { Browser } from 'playwright-core';

/** A program on this machine with the arguments that it needs here, or an endpoint where browsers run elsewhere. */
export type BrowserSource = LocalBrowser | { endpoint: string };

interface LocalBrowser {
  executablePath: string;
  args?: readonly string[];
  /** The environment variables of the desktop on which it opens a window. Absent: it opens none. */
  desktop?: Readonly<Record<string, string>>;
}

const openTimeoutMs = 30_000;

const quietArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Launches a browser, or connects to one. Rejects with Playwright's errors, which may repeat the endpoint. Loads
 * Playwright, which takes 70 MB, at the first call.
 */
export async function openBrowser(source: BrowserSource): Promise<Browser> {
  return 'endpoint' in source ? connect(source.endpoint) : launch(source);
}

/**
 * All that it writes lies in `os.tmpdir()` (TMPDIR); its profile goes when it is closed, and what `kill -9` leaves there
 * is named `playwright*`. It listens on a pipe, so it ends by itself when this process dies.
 */
async function launch({ executablePath, args = [], desktop }: LocalBrowser): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath,
    args: [...quietArgs, ...args.filter((arg) => !quietArgs.includes(arg))],
    headless: desktop === undefined,
    chromiumSandbox: !args.includes('--no-sandbox'),
    // Never all of the environment: that would hand it the worker's keys.
    env: { HOME: homedir(), TMPDIR: tmpdir(), ...desktop },
    timeout: openTimeoutMs,
    // The worker decides what a signal means: held logins are ended before the browser is.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * An http address, and one with `/devtools/` in its path, is Chromium's own protocol (CDP). Any other WebSocket may be
 * that, as with many hosted services, or a Playwright server: each refuses the first message of the other.
 */
async function connect(endpoint: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const overCdp = () => chromium.connectOverCDP(endpoint, { timeout: openTimeoutMs });
  const { protocol, pathname } = new URL(endpoint);
  if (/^https?:$/.test(protocol) || pathname.includes('/devtools/')) return await overCdp();
  return await chromium.connect(endpoint, { timeout: openTimeoutMs }).catch(overCdp);
}
