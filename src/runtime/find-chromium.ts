import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './chromium-package.js';
import type { Print } from './progress.js';
import { summarizeError, StartError } from './start-error.js';
import { findOnPath, isExecutable, runCommand } from './run-command.js';

/** A full Chromium, which runs in its new headless mode, or a headless shell. */
export type ChromiumProgram = 'chromium' | 'shell';

export interface FoundChromium {
  path: string;
  /** Command line arguments without which it does not run on this machine. */
  args: string[];
  version: string;
  /** Where it was found, for the person at the terminal. */
  source: string;
}

interface ChromiumSearch {
  /** CHROMIUM_PATH */
  chromiumPath?: string | undefined;
  /** Undefined: either will do. */
  program?: ChromiumProgram | undefined;
  env: NodeJS.ProcessEnv;
  print: Print;
}

const headlessShellNames = ['chromium-headless-shell', 'chrome-headless-shell', 'headless_shell'];
const browserNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macBrowserPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

interface Candidate {
  source: string;
  program: ChromiumProgram;
  find: () => Promise<string | undefined>;
}

/** Headless shells come first, because an idle one needs a quarter of the memory of a full Chromium. */
const candidatesIn = (places: ChromiumSearch): Candidate[] => [
  {
    source: 'Playwright’s headless shell',
    program: 'shell',
    find: async () => await playwrightShell(places.env),
  },
  {
    source: 'the system’s headless shell',
    program: 'shell',
    find: async () => await findOnPath(headlessShellNames, places.env.PATH),
  },
  {
    source: 'the npm package @sparticuz/chromium',
    program: 'shell',
    find: async () => await unpackChromium(places),
  },
  { source: 'Playwright’s Chromium', program: 'chromium', find: playwrightChromium },
  {
    source: 'the system’s full Chromium',
    program: 'chromium',
    find: async () =>
      (await findOnPath(browserNames, places.env.PATH)) ?? (await firstExecutable(macBrowserPaths)),
  },
];

/**
 * Finds a Chromium for logins: CHROMIUM_PATH if it is the program that is asked for, else the first candidate that runs.
 * Throws a StartError that says how to install one.
 */
export async function findChromium(places: ChromiumSearch): Promise<FoundChromium> {
  const { chromiumPath, program, print } = places;
  if (chromiumPath !== undefined) {
    const configured = await configuredChromium(chromiumPath);
    if (program === undefined || (await programOf(configured)) === program) return configured;
  }
  const candidates = candidatesIn(places).filter((one) => program === undefined || one.program === program);
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
  throw new StartError(`No working ${wantedName(program)} was found. ${reasons.join('; ')}`.trim(), [
    ...(program === 'chromium'
      ? [
          'Debian and Ubuntu: apt-get install chromium',
          'elsewhere: npx playwright install --with-deps --no-shell chromium',
        ]
      : [
          'Debian and Ubuntu: apt-get install chromium-headless-shell (or chromium)',
          'elsewhere: npx playwright install --with-deps --only-shell chromium',
        ]),
    'or set CHROMIUM_PATH to one',
  ]);
}

const wantedName = (program: ChromiumProgram | undefined): string =>
  program === undefined ? 'Chromium' : program === 'shell' ? 'headless shell' : 'full Chromium';

async function configuredChromium(path: string): Promise<FoundChromium> {
  const found = await probeChromium(path).catch((error: unknown) => {
    throw new StartError(`CHROMIUM_PATH is ${path}, which does not run: ${summarizeError(error)}`, [
      'set it to a Chromium or chromium-headless-shell, or unset it to have one found',
    ]);
  });
  return { path, source: 'CHROMIUM_PATH', ...found };
}

async function probeChromium(path: string): Promise<{ version: string; args: string[] }> {
  const { stdout } = await runCommand(path, ['--version'], { timeout: 15_000 });
  return { version: stdout.trim(), args: await requiredArgs(path) };
}

/**
 * Chromium's sandbox does not work as root, nor where a container or the system forbids user namespaces. Only there is
 * it switched off; a bank's page is then kept from this machine by Chromium's own checks alone.
 */
async function requiredArgs(path: string): Promise<string[]> {
  const withoutSandbox = ['--no-sandbox'];
  if (process.getuid?.() === 0) return withoutSandbox;
  const opens = await openEmptyPage({ path, args: [] }).then(
    () => true,
    () => false,
  );
  if (opens) return [];
  await openEmptyPage({ path, args: withoutSandbox });
  return withoutSandbox;
}

/** A headless shell says so in the name of its product; a full Chromium in headless mode does not. */
async function programOf(found: { path: string; args: string[] }): Promise<ChromiumProgram> {
  return (await openEmptyPage(found)).startsWith('Headless') ? 'shell' : 'chromium';
}

/**
 * Uses Playwright, as the worker does, but in a process of its own, because loading it takes 90 MB. Returns the name and
 * version of the product.
 */
async function openEmptyPage({ path, args }: { path: string; args: string[] }): Promise<string> {
  const options = { executablePath: path, args, chromiumSandbox: args.length === 0, timeout: 20_000 };
  const script = `const { chromium } = require(${JSON.stringify(playwrightEntry())});
    chromium.launch(${JSON.stringify(options)})
      .then(async (browser) => {
        await browser.newPage();
        const session = await browser.newBrowserCDPSession();
        console.log((await session.send('Browser.getVersion')).product);
        await browser.close();
      })
      .catch((error) => { console.error(error.message.split('\\n')[0]); process.exit(1); });`;
  const { stdout } = await runCommand(process.execPath, ['--input-type=commonjs', '--eval', script], {
    timeout: 30_000,
  });
  return stdout.trim();
}

function playwrightEntry(): string {
  return createRequire(import.meta.url).resolve('playwright-core');
}

/** Playwright's API has only the path of the full Chromium; the shell is in the same cache folder. */
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
  // Imported only here, because loading it takes 90 MB.
  const { chromium } = await import('playwright-core');
  return await firstExecutable([chromium.executablePath()]);
}

async function firstExecutable(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}
