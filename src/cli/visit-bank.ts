import { HeldLogin } from '../activities/held-login.js';
import { cleanBankText } from '../assistance/bank-text.js';
import type { BankAnswer, BankDriver, Credentials } from '../banks/bank-driver.js';
import { isYamlFile } from '../banks/load/bank-files.js';
import type { BankFile } from '../banks/file/bank-file.js';
import { BankFileError } from '../banks/file/bank-file-error.js';
import { readBankFile } from '../banks/file/read-bank-file.js';
import { loginStepsOf } from '../banks/file/steps-of-login.js';
import { createFormBank } from '../banks/form/form-bank.js';
import { loadBankFiles } from '../banks/load/load-banks.js';
import type { ObserveStep } from '../banks/page/observe-step.js';
import { selectorOf } from '../banks/steps/step-journal.js';
import { BrowserError, type BrowserErrorKind } from '../browser/browser-error.js';
import { StartError } from '../runtime/start-error.js';
import { checkSelectors } from './check-selectors.js';
import { describeEvent } from './describe-event.js';
import { type BrowserSettings, openLocalBrowser } from './local-browser.js';
import { createPageRecorder, type PageRecorder } from './recording/record-pages.js';
import { readRecordedPages, type RecordedPages, recordingFile } from './recording/recorded-pages.js';
import { createSecretCutter } from './recording/redact-entries.js';
import { replayPages } from './recording/replay-pages.js';
import { replayCredentials, watchCredentials } from './watch-credentials.js';

export type VisitResult =
  | BankAnswer['is']
  /** Without credentials: the first field that needs one can be filled in. */
  | 'login_form'
  /** Without credentials: it cannot, or another page shows. */
  | 'login_form_missing'
  | `browser_${BrowserErrorKind}`
  | 'broken_file'
  | 'not_tried';

/** As far as a login gets without a person. */
const good: readonly VisitResult[] = [
  'login_form',
  'logged_in',
  'code_required',
  'choice_required',
  'approval_required',
  'question',
];
export const isGood = (result: VisitResult): boolean => good.includes(result);

export interface Visit {
  /** The bank's code; the file's path where it has none. */
  code: string;
  result: VisitResult;
  /** What happened, for a person who looks for the cause. Holds no credentials. */
  lines: string[];
  /** How the visit ended whose pages were replayed, and when; absent if none were. */
  recorded?: Pick<RecordedPages, 'result' | 'at'> | undefined;
}

/** Which pages are visited: the bank's own, or those of a recording. Folders hold a recording for each bank. */
export type PagesVisited =
  { from: 'bank'; recordIn?: string | undefined } | { from: 'recording'; folder: string };

interface VisitBank {
  file: string;
  pages: PagesVisited;
  settings: BrowserSettings;
  stopping: AbortSignal;
}

/**
 * Opens the bank of a file in a browser of this machine. With credentials in the environment it logs in until the bank lets
 * it in, refuses it, or asks for something; without, it only goes to the first field that needs one. A visit that is good is
 * recorded, if it is to be. Throws the reason of `stopping` when that is aborted.
 */
export async function visitBank({ file, pages, settings, stopping }: VisitBank): Promise<Visit> {
  const lines: string[] = [];
  let code = file;
  let recorded: RecordedPages | undefined;
  let typed: string[] = [];
  let formReached: () => void = () => undefined;
  const form = new Promise<'login_form'>((resolve) => (formReached = () => resolve('login_form')));
  const observe: ObserveStep = (event) => {
    lines.push(...describeEvent(event, (text) => cleanBankText(text, typed)));
    if (event.is === 'awaits') awaited = event.selector ?? 'the bank’s answer';
    if (event.is === 'step' && event.step === lastStep && event.how === 'taken') formReached();
  };
  let lastStep: object | undefined;
  let awaited: string | undefined;

  try {
    const [bank] = (await loadBankFiles([file], settings.env, observe)).values();
    if (!bank) throw new StartError(`${file} has no bank.`);
    code = bank.code;
    if (pages.from === 'recording') recorded = await readRecordedPages(recordingFile(pages.folder, code));
    const credentials = recorded
      ? replayCredentials(bank, { ...recorded, env: settings.env })
      : watchCredentials(bank, settings.env);
    if (credentials) {
      typed = [credentials.username, credentials.password, ...Object.values(credentials.secrets)];
      return { code, lines, recorded, result: await open(bank, credentials) };
    }
    if (!isYamlFile(file)) throw new StartError('A module needs credentials in the environment.');
    const toForm = untilFirstCredential(await readBankFile(file, settings.env));
    lastStep = toForm.login?.at(-1);
    const result = await open(createFormBank(toForm, observe), noCredentials);
    return { code, lines, recorded, result: isStopped(result) ? 'login_form_missing' : result };
  } catch (error) {
    stopping.throwIfAborted();
    if (error instanceof BankFileError) return { code, result: 'broken_file', lines: [error.message] };
    if (error instanceof StartError) return { code, result: 'not_tried', lines: [error.message] };
    if (error instanceof BrowserError) return { code, recorded, result: `browser_${error.kind}`, lines };
    throw error;
  }

  async function open(driver: BankDriver, credentials: Credentials): Promise<VisitResult> {
    if (pages.from !== 'bank' || pages.recordIn === undefined) return openWith(driver, credentials);
    const recorder = await createPageRecorder();
    try {
      return await openWith(driver, credentials, { recorder, recordIn: pages.recordIn });
    } finally {
      await recorder.remove();
    }
  }

  async function openWith(
    driver: BankDriver,
    credentials: Credentials,
    recording?: { recorder: PageRecorder; recordIn: string },
  ): Promise<VisitResult> {
    const pool = await openLocalBrowser(settings, { driver, isHeaded: false, print: () => undefined });
    const close = (): void => void pool.close();
    stopping.addEventListener('abort', close);
    let missing: ReadonlySet<string> = new Set();
    try {
      stopping.throwIfAborted();
      const context = await pool.openContext({
        ...driver.browser,
        ...(recording && { harPath: recording.recorder.harPath }),
        // What a service worker answers is not asked where it can be replayed.
        ...((recording || recorded) && { allowServiceWorkers: false }),
      });
      if (recorded) missing = await replayPages(context, recorded, createSecretCutter(typed));
      const page = await context.newPage();
      const problems = await checkSelectors(page, file, settings.env);
      if (problems.length > 0) throw new BankFileError(problems);
      const held = new HeldLogin({ driver, page, holdNumber: 1 });
      const login = held.run((bank, at) => bank.openLogin(at, credentials)).then(({ is }) => is);
      // The browser is closed while it goes on, once the form is reached.
      login.catch(() => undefined);
      const result = await Promise.race([login, form]);
      if (isStopped(result) && awaited !== undefined) lines.push(`waited last for ${awaited}`);
      if (recording && isGood(result))
        await recording.recorder.save(context, {
          file: recordingFile(recording.recordIn, code),
          result,
          at: new Date().toISOString(),
          withCredentials: typed.length > 0,
          secrets: typed,
        });
      return result;
    } finally {
      stopping.removeEventListener('abort', close);
      await pool.close();
      for (const address of missing) lines.push(`the recording has no ${address}`);
    }
  }
}

/** At a page that the file does not describe. */
const isStopped = (result: VisitResult): boolean =>
  result === 'not_submitted' || result === 'page_not_recognised';

const noCredentials: Credentials = { username: '', password: '', secrets: {} };

/** The bank with the steps before the first that needs a credential, and a wait for that one's target. */
function untilFirstCredential(bank: BankFile): BankFile {
  const steps = loginStepsOf(bank);
  const at = steps.findIndex((step) => 'with' in step && step.with !== undefined);
  const first = at === -1 ? undefined : steps[at];
  if (!first) return bank;
  const target = selectorOf(first);
  if (target === null) return bank;
  const frame = first.frame === undefined ? {} : { frame: first.frame };
  return { ...bank, fields: undefined, login: [...steps.slice(0, at), { wait: target, ...frame }] };
}
