import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { BankDriver } from '../bank-driver.js';
import { listBankFiles } from './bank-files.js';
import { BankFileError, type BankFileProblem } from '../file/bank-file-error.js';
import { loadBank, takenCode } from './load-bank.js';
import { type BankSources, loadGoodBanks } from './load-banks.js';

export interface BrokenBankFile {
  file: string;
  /** The code of its last good version, which is still in use; null if this process never loaded one. */
  code: string | null;
  problems: readonly BankFileProblem[];
}

interface WatchedFile {
  /** The last good version. */
  bank: BankDriver | null;
  /** What is wrong with the file as it is now. */
  problems: readonly BankFileProblem[];
  /** The stamp of the file at the last look; `gone` if it was not there. */
  seen: string;
  /** The stamp of what was loaded last, or was found to be broken. */
  loaded: string;
}

/**
 * Loads the good banks of the folders; throws a BankFileError as `loadGoodBanks` does. Each `look` then takes over what has
 * changed since. A change counts once two looks have found the same: an editor may write a file in parts, or remove it
 * before it writes the new one.
 */
export async function openBankFolders({ folders, environment, log }: BankSources & { log: Logger }) {
  const files = new Map<string, WatchedFile>();
  const installed = new Map<string, BankDriver>();
  const known = new Map<string, BankDriver>();
  let unreadable = '';

  const listed = await listBankFiles(folders);
  const stamps = new Map(
    await Promise.all(listed.files.map(async (file) => [file, await stampOf(file)] as const)),
  );
  const loaded = await loadGoodBanks({ folders, environment });
  for (const file of new Set([...loaded.banks.keys(), ...loaded.problems.map((problem) => problem.file)])) {
    const bank = loaded.banks.get(file) ?? null;
    const problems = loaded.problems.filter((problem) => problem.file === file);
    const stamp = stamps.get(file) ?? gone;
    const watched = { bank, problems, seen: stamp, loaded: stamp };
    files.set(file, watched);
    if (problems.length > 0) report(file, watched);
  }
  publish();

  return {
    /** By code: the banks whose file is there. Changes in place. */
    installed: installed as ReadonlyMap<string, BankDriver>,
    /** By code: these, and those whose file is gone since. Changes in place. */
    known: known as ReadonlyMap<string, BankDriver>,
    /** The files that cannot be used as they are now. */
    broken: (): BrokenBankFile[] =>
      [...files].flatMap(([file, { bank, problems }]) =>
        problems.length === 0 ? [] : [{ file, code: bank?.code ?? null, problems }],
      ),
    /** Reads the folders. Must not be called again before it resolves. */
    async look(): Promise<void> {
      const { files: present, problems } = await listBankFiles(folders);
      // A folder that cannot be read says nothing about its files.
      if (!reportUnreadable(problems)) dropGone(new Set(present));
      for (const file of present) await lookAt(file);
      publish();
    },
  };

  function reportUnreadable(problems: readonly BankFileProblem[]): boolean {
    const now = new BankFileError(problems).message;
    if (now !== unreadable && now !== '')
      log.error({ problems: now }, 'bank files cannot be read; their last versions stay in use');
    unreadable = now;
    return problems.length > 0;
  }

  function dropGone(present: ReadonlySet<string>): void {
    for (const [file, watched] of files) {
      if (present.has(file)) continue;
      if (watched.seen === gone) {
        files.delete(file);
        log.warn({ file, bank: watched.bank?.code }, 'a bank file is gone');
      }
      watched.seen = gone;
    }
  }

  async function lookAt(file: string): Promise<void> {
    const stamp = await stampOf(file);
    const watched = files.get(file) ?? { bank: null, problems: [], seen: gone, loaded: gone };
    files.set(file, watched);
    const isSettled = watched.seen === stamp;
    watched.seen = stamp;
    if (!isSettled || stamp === gone) return;
    // What was wrong may lie outside of the file, such as another file with the same code.
    if (watched.loaded === stamp && watched.problems.length === 0) return;
    const result = await load(file, stamp);
    if ((await stampOf(file)) !== stamp) return;
    const isNews = watched.loaded !== stamp || describe(result.problems) !== describe(watched.problems);
    Object.assign(watched, { loaded: stamp, problems: result.problems, bank: result.bank ?? watched.bank });
    if (isNews) report(file, watched);
  }

  async function load(file: string, stamp: string): Promise<Pick<WatchedFile, 'bank' | 'problems'>> {
    try {
      const bank = await loadBank(file, { environment, version: stamp });
      const other = [...files].find(([name, watched]) => name !== file && watched.bank?.code === bank.code);
      if (other) throw new BankFileError([takenCode(file, bank.code, other[0])]);
      return { bank, problems: [] };
    } catch (error) {
      if (!(error instanceof BankFileError)) throw error;
      return { bank: null, problems: error.problems };
    }
  }

  function report(file: string, { bank, problems }: WatchedFile): void {
    if (problems.length === 0) log.info({ file, bank: bank?.code }, 'a bank file was loaded');
    else
      log.error(
        { file, bank: bank?.code, problems: describe(problems) },
        'a bank file is broken; its last good version, if there is one, stays in use',
      );
  }

  /** In one step, so that no reader finds a bank missing in between. */
  function publish(): void {
    installed.clear();
    for (const { bank } of files.values()) {
      if (!bank) continue;
      installed.set(bank.code, bank);
      known.set(bank.code, bank);
    }
  }
}

const gone = 'gone';

/** Changes whenever the file does: also when it is replaced, or when a tool keeps its time of modification. */
async function stampOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  if (!stats) return gone;
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join('-');
}

const describe = (problems: readonly BankFileProblem[]): string => new BankFileError(problems).message;
