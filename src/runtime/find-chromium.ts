import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './chromium-package.js';
import { summarizeError, type Print, StartError } from './start-error.js';
import { findOnPath, isExecutable, runCommand } from './run-command.js';

export interface FoundChromium {
  path: string;
  /** What it needs on this machine to run at all. */
  args: string[];
  version: string;
  source: string;
}

interface ChromiumSearch {
  /** CHROMIUM_PATH */
  chromiumPath?: string | undefined;
  env: NodeJS.ProcessEnv;
  print: Print;
}

const headlessShellNames = ['chromium-headless-shell', 'chrome-headless-shell', 'headless_shell'];
const browserNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macBrowserPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium that logins run in: the given one, else the first that runs. A headless shell waits in a quarter of the
 * memory of a full Chromium, so shells come first: Playwright's, the system's, the one inside our npm packages.
 */
export async function findChromium(places: ChromiumSearch): Promise<FoundChromium> {
  const { chromiumPath, env, print } = places;
  if (chromiumPath !== undefined) return await configuredChromium(chromiumPath);

  const candidates: { source: string; find: () => Promise<string | undefined> }[] = [
    { source: 'Playwright’s headless shell', find: async () => await playwrightShell(env) },
    {
      source: 'the system’s headless shell',
      find: async () => await findOnPath(headlessShellNames, env.PATH),
    },
    { source: 'the npm package @sparticuz/chromium', find: async () => await unpackChromium(places) },
    { source: 'Playwright’s Chromium', find: playwrightChromium },
    {
      source: 'the system’s full Chromium',
      find: async () =>
        (await findOnPath(browserNames, env.PATH)) ?? (await firstExecutable(macBrowserPaths)),
    },
  ];
  const reasons: string[] = [];
  for (const { source, find } of candidates) {
    try {
      const path = await find();
      if (path !== undefined) return { path, source, ...(await probeChromium(path)) };
    } catch (error) {
      reasons.push(`${source}: ${summarizeError(error)}`);
      print(`  ${source} does not run: ${summarizeError(error)}`);
    }
  }
  throw new StartError(`There is no Chromium that runs here. ${reasons.join('; ')}`, [
    'Debian and Ubuntu: apt-get install chromium-headless-shell (or chromium)',
    'elsewhere: npx playwright install --with-deps --only-shell chromium',
    'or name one with CHROMIUM_PATH',
  ]);
}

async function configuredChromium(path: string): Promise<FoundChromium> {
  const found = await probeChromium(path).catch((error: unknown) => {
    throw new StartError(`CHROMIUM_PATH is ${path}, which does not run: ${summarizeError(error)}`, [
      'point it at a Chromium or chromium-headless-shell, or unset it and one is found',
    ]);
  });
  return { path, source: 'CHROMIUM_PATH', ...found };
}

async function probeChromium(path: string): Promise<{ version: string; args: string[] }> {
  const { stdout } = await runCommand(path, ['--version'], { timeout: 15_000 });
  return { version: stdout.trim(), args: await requiredArgs(path) };
}

/**
 * Chromium's sandbox refuses to work for root, and cannot where containers or the system forbid user namespaces. It is
 * left out only there; then what keeps a bank's page from this machine is Chromium itself.
 */
async function requiredArgs(path: string): Promise<string[]> {
  const withoutSandbox = ['--no-sandbox'];
  if (process.getuid?.() === 0) return withoutSandbox;
  const opens = await openEmptyPage(path, []).then(
    () => true,
    () => false,
  );
  if (opens) return [];
  await openEmptyPage(path, withoutSandbox);
  return withoutSandbox;
}

/** As the worker will, with Playwright; in a process of its own, since it would cost this one 90 MB for good. */
async function openEmptyPage(path: string, args: string[]): Promise<void> {
  const options = { executablePath: path, args, chromiumSandbox: args.length === 0, timeout: 20_000 };
  const script = `const { chromium } = require(${JSON.stringify(playwrightEntry())});
    chromium.launch(${JSON.stringify(options)})
      .then(async (browser) => { await browser.newPage(); await browser.close(); })
      .catch((error) => { console.error(error.message.split('\\n')[0]); process.exit(1); });`;
  await runCommand(process.execPath, ['--input-type=commonjs', '--eval', script], { timeout: 30_000 });
}

function playwrightEntry(): string {
  return createRequire(import.meta.url).resolve('playwright-core');
}

/** Playwright names only the full Chromium's path; the shell lies beside it in Playwright's own cache. */
async function playwrightShell(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    (platform() === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'ms-playwright')
      : join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright'));
  const entries = await readdir(cache, { recursive: true }).catch(() => []);
  const found = entries
    .filter((entry) => headlessShellNames.some((name) => entry.endsWith(`/${name}`)))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return await firstExecutable(found.map((entry) => join(cache, entry)));
}

async function playwrightChromium(): Promise<string | undefined> {
  // Loaded only when nothing better was found: it costs 90 MB.
  const { chromium } = await import('playwright-core');
  return await firstExecutable([chromium.executablePath()]);
}

async function firstExecutable(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}
