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
  };
  env: NodeJS.ProcessEnv;
}

/**
 * The browsers of a worker: those of BROWSER_WS_ENDPOINT, else a Chromium on this machine and one for each program that a
 * bank's file asks for. Throws a StartError if there is no Chromium at all. A missing program is logged with its banks,
 * whose logins then end as `error`.
 */
export async function findBrowsers(
  { browser: { chromiumPath, program, endpoint }, env }: BrowserSettings,
  banks: ReadonlyMap<string, BankDriver>,
  log: Logger,
): Promise<WorkerBrowsers> {
  if (endpoint !== undefined) return { usual: { endpoint } };
  const find = (wanted: ChromiumProgram | undefined) =>
    findChromium({ chromiumPath, program: wanted, env, print: (line) => log.info(line) });
  const usual = await find(program);
  log.info({ browser: usual.version, source: usual.source }, 'found the browser for logins');

  const named: WorkerBrowsers['named'] = {};
  for (const wanted of new Set([...banks.values()].flatMap((bank) => bank.browser?.program ?? []))) {
    const found = wanted === program ? usual : await findNamed(wanted);
    if (found) named[wanted] = sourceOf(found);
  }
  return { usual: sourceOf(usual), named };

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
