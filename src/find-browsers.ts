import type { Logger } from 'pino';
import type { BankDriver } from './banks/bank-driver.js';
import type { BrowserProgram } from './browser/browser-programs.js';
import type { BrowserPool } from './browser/chromium.js';
import { type ChromiumProgram, type FoundChromium, findChromium } from './runtime/find-chromium.js';
import { StartError, summarizeError } from './runtime/start-error.js';
import type { WorkerBrowsers } from './worker/create-worker.js';

interface BrowserSettings {
  browser: {
    chromiumPath: string | undefined;
    program: ChromiumProgram | undefined;
    endpoint: string | undefined;
    requiresSandbox: boolean;
  };
  env: NodeJS.ProcessEnv;
}

/**
 * The browsers of a worker: those of BROWSER_WS_ENDPOINT, else a Chromium on this machine and one for each program that a
 * bank's file asks for. Throws a StartError if there is no Chromium at all, or none with the sandbox that is required. A missing program is logged with its banks,
 * whose logins then end as `error`.
 */
export async function findBrowsers(
  { browser: { chromiumPath, program, endpoint, requiresSandbox }, env }: BrowserSettings,
  banks: ReadonlyMap<string, BankDriver>,
  log: Logger,
): Promise<WorkerBrowsers> {
  if (endpoint !== undefined) return { usual: { endpoint } };
  const usual = await find(program);

  const named: WorkerBrowsers['named'] = {};
  for (const wanted of new Set([...banks.values()].flatMap((bank) => bank.browser?.program ?? []))) {
    const found = wanted === program ? usual : await findNamed(wanted);
    if (found) named[wanted] = sourceOf(found);
  }
  return { usual: sourceOf(usual), named };

  async function find(wanted: ChromiumProgram | undefined): Promise<FoundChromium> {
    const found = await findChromium({
      ...{ chromiumPath, program: wanted, env },
      print: (line) => log.info(line),
    });
    const { version: browser, source } = found;
    const sandbox = hasSandbox(found);
    log.info({ browser, source, sandbox }, 'found a browser for logins');
    if (!sandbox && requiresSandbox)
      throw new StartError(
        `The sandbox of ${found.path} does not work here, and CHROMIUM_SANDBOX=required.`,
        [
          'do not run the worker as root',
          'containers: allow Chromium its namespaces with examples/seccomp/chromium.json (docs/operations.md, The sandbox)',
          'Ubuntu 24.04: allow user namespaces for Chromium in AppArmor, or set kernel.apparmor_restrict_unprivileged_userns=0',
        ],
      );
    if (!sandbox)
      log.warn({ browser }, 'Chromium runs without its sandbox: see docs/operations.md, The sandbox');
    return found;
  }

  async function findNamed(wanted: ChromiumProgram): Promise<FoundChromium | undefined> {
    try {
      return await find(wanted);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      logMissing(log, { program: wanted, banks, why: summarizeError(error) });
      return undefined;
    }
  }
}

const hasSandbox = ({ args }: FoundChromium): boolean => !args.includes('--no-sandbox');

const sourceOf = ({ path, args }: FoundChromium) => ({ executablePath: path, args });

/** Reaches the browsers of BROWSER_WS_ENDPOINT once and logs what is there. Logs an outage, too: it may be over soon. */
export async function logRemoteBrowser(
  pool: Pick<BrowserPool, 'usualProgram'>,
  banks: ReadonlyMap<string, BankDriver>,
  log: Logger,
): Promise<void> {
  try {
    const program = await pool.usualProgram();
    log.info({ program }, 'reached the browsers at BROWSER_WS_ENDPOINT');
    const other = program === 'shell' ? 'chromium' : 'shell';
    if (banksThatWant(banks, other).length > 0)
      logMissing(log, { program: other, banks, why: 'BROWSER_WS_ENDPOINT is the other' });
  } catch (error) {
    log.error(
      { err: error },
      'the browsers at BROWSER_WS_ENDPOINT cannot be reached; logins fail until they can',
    );
  }
}

const banksThatWant = (banks: ReadonlyMap<string, BankDriver>, program: BrowserProgram): string[] =>
  [...banks.values()].filter(({ browser }) => browser?.program === program).map(({ code }) => code);

function logMissing(
  log: Logger,
  { program, banks, why }: { program: BrowserProgram; banks: ReadonlyMap<string, BankDriver>; why: string },
): void {
  log.error(
    { program, banks: banksThatWant(banks, program), why },
    'this worker does not have the browser program that these banks ask for; their logins end as error',
  );
}
