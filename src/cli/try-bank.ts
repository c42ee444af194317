import { HeldLogin } from '../activities/held-login.js';
import { cleanBankText } from '../assistance/bank-text.js';
import type { BankDriver, Credentials } from '../banks/bank-driver.js';
import type { Failure } from '../banks/evidence/collect-evidence.js';
import { BankFileError } from '../banks/file/bank-file-error.js';
import { loadBankFiles } from '../banks/load/load-banks.js';
import { BrowserError } from '../browser/browser-error.js';
import { StartError } from '../runtime/start-error.js';
import { checkSelectors } from './check-selectors.js';
import { describeEvent } from './describe-event.js';
import { type BrowserSettings, noWindow, openLocalBrowser } from './local-browser.js';
import type { PrivateFolder } from './private-folder.js';
import { createTerminal, type Terminal } from './terminal.js';
import { requireFolderOf, showEvidence } from './show-evidence.js';
import { type Ended, tryLogin } from './try-login.js';

interface TryBank {
  file: string;
  isHeaded: boolean;
  /** Where evidence of a login that stopped at a page is saved, as a zip file; absent: it is only described. */
  savePath?: string | undefined;
  settings: BrowserSettings;
  /** Where the browser's profile and pictures are written; the caller removes it. */
  folder: PrivateFolder;
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  print: (line: string) => void;
  /** Aborted by the caller, or by `stop` when Ctrl-C is pressed while input is hidden. */
  stopping: AbortSignal;
  stop: () => void;
}

/**
 * Logs in once at the bank of a file, in a browser of this machine, and prints what happens. True when the bank let the
 * login in. Throws a BankFileError or StartError; the reason of `stopping` when it is aborted. Nothing that was typed is
 * printed, and the browser is closed in any case.
 */
export async function tryBank({
  file,
  isHeaded,
  savePath,
  settings,
  folder,
  input,
  print,
  stopping,
  stop,
}: TryBank): Promise<boolean> {
  const typed: string[] = [];
  const clean = (text: string): string => cleanBankText(text, typed).replace(/\p{Cc}/gu, '');
  let startedMs = performance.now();
  const printTimed = (line: string): void =>
    print(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

  if (savePath !== undefined) await requireFolderOf(savePath);
  const banks = await loadBankFiles([file], settings.env, (event) => {
    for (const line of describeEvent(event, clean)) printTimed(line);
  });
  const [driver] = banks.values();
  if (!driver) throw new StartError(`${file} has no bank.`);

  const terminal = createTerminal({ input, print, onInterrupt: stop });
  let opening: ReturnType<typeof openLocalBrowser> | undefined;
  const rejected = new Promise<never>((_, reject) => {
    stopping.addEventListener('abort', () => reject(stopping.reason as Error), { once: true });
  });
  rejected.catch(() => undefined);

  try {
    return await Promise.race([login(driver), rejected]);
  } catch (error) {
    if (!(error instanceof BrowserError) || stopping.aborted) throw error;
    throw new StartError(browserProblems[error.kind]);
  } finally {
    terminal.close();
    // Also a browser that is being looked for: its trial run writes to the folder.
    const pool = await opening?.catch(() => undefined);
    await pool?.close();
  }

  async function login(bank: BankDriver): Promise<boolean> {
    print(`${bank.name} (${bank.code}). What you type is not shown.`);
    const credentials = await askCredentials(bank, terminal);
    typed.push(credentials.username, credentials.password, ...Object.values(credentials.secrets));
    opening = openLocalBrowser(settings, { driver: bank, isHeaded, print });
    const pool = await opening;
    stopping.throwIfAborted();
    const context = await pool.openContext(bank.browser).catch((error: unknown) => {
      throw isHeaded && error instanceof BrowserError && !stopping.aborted ? noWindow(settings.env) : error;
    });
    const page = await context.newPage();
    // A login costs an attempt at the bank, and would stop at the first of them.
    const problems = await checkSelectors(page, file, settings.env);
    if (problems.length > 0) throw new BankFileError(problems);
    startedMs = performance.now();
    const held = new HeldLogin({ driver: bank, page, holdNumber: 1 });
    const ofCredentials = typed.length;
    const ended = await tryLogin({
      held,
      ...{ credentials, terminal, folder, clean, stopping },
      print: printTimed,
      remember: (text) => typed.push(text),
    });
    const { is } = ended;
    printTimed(
      is === 'not_submitted' ? `the login ended: ${is} (${ended.reason})` : `the login ended: ${is}`,
    );
    const stopped = stoppedBy(ended);
    if (stopped) {
      const step = typed.length === ofCredentials ? 'log_in' : 'code';
      await showEvidence({ held, savePath, failure: { ...stopped, step, secrets: typed }, print });
    }
    return is === 'logged_in';
  }
}

async function askCredentials({ secrets = [] }: BankDriver, terminal: Terminal): Promise<Credentials> {
  const username = await terminal.ask('User name (hidden)');
  const password = await terminal.ask('Password (hidden)');
  const held: Record<string, string> = {};
  for (const { name, label } of secrets) held[name] = await terminal.ask(`${label} (hidden)`);
  return { username, password, secrets: held };
}

/** Null where the bank's page is known and only says that the login failed. */
function stoppedBy(ended: Ended): Pick<Failure, 'outcome' | 'reason'> | null {
  if (ended.is === 'not_submitted') return { outcome: ended.is, reason: ended.reason };
  if (ended.is === 'unavailable') return { outcome: 'bank_unavailable', reason: null };
  if (ended.is === 'page_not_recognised' || ended.is === 'access_denied')
    return { outcome: ended.is, reason: null };
  return null;
}

const browserProblems = {
  closed: 'The browser, or its window, was closed.',
  unreachable: 'The bank’s site cannot be reached.',
  timeout: 'The bank’s page did not respond in time.',
  missing_program: 'The bank’s file asks for a browser program that is not there.',
  unexpected: 'The browser failed in the step after the last line above.',
} as const;
