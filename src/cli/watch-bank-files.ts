import type { BrowserSettings } from './local-browser.js';
import { isGood, type PagesVisited, type Visit, visitBank } from './visit-bank.js';
import { readWatchState, type WatchState, writeWatchState } from './watch-state.js';

interface WatchBankFiles {
  files: readonly string[];
  pages: PagesVisited;
  /** Where the results are kept for the next run. Those of recorded pages are in the recordings. */
  stateFile: string;
  settings: BrowserSettings;
  print: (line: string) => void;
  stopping: AbortSignal;
}

/**
 * Visits the bank of each file, one after the other, and prints a line for each: how it ended, and whether that is other
 * than at the last run, or than when its pages were recorded. A new recording is replayed at once. True if nothing has
 * changed and all banks are well. Throws a StartError for a bad state file; the reason of `stopping` when it is aborted, and
 * then keeps the last state.
 */
export async function watchBankFiles({
  files,
  pages,
  stateFile,
  settings,
  print,
  stopping,
}: WatchBankFiles): Promise<boolean> {
  const isLive = pages.from === 'bank';
  const before = isLive ? await readWatchState(stateFile) : {};
  const after: WatchState = {};
  let isWell = true;
  for (const file of files) {
    const visit = await visitBank({ file, pages, settings, stopping });
    const { code, result, lines } = visit;
    const last = isLive ? before[code] : visit.recorded;
    const hasChanged = last !== undefined && last.result !== result;
    print(
      `${code}: ${result}${isLive ? describeLast(last, hasChanged) : describeRecorded(last, hasChanged)}`,
    );
    if (!isGood(result) || (hasChanged && !isLive)) printBelow(lines);
    isWell &&= !hasChanged && isGood(result);
    after[code] = { result, at: new Date().toISOString() };
    if (isLive && pages.recordIn !== undefined && isGood(result))
      isWell = (await checkRecording(file, pages.recordIn, visit)) && isWell;
  }
  // Banks of other files keep theirs.
  if (isLive) await writeWatchState(stateFile, { ...before, ...after });
  return isWell;

  /** A page may ask what no recording can answer. */
  async function checkRecording(file: string, folder: string, { result }: Visit): Promise<boolean> {
    const replay = await visitBank({ file, pages: { from: 'recording', folder }, settings, stopping });
    const isSame = replay.result === result;
    if (isSame) printBelow([`recorded in ${folder}`]);
    else printBelow([`recorded in ${folder}, but a replay ends as ${replay.result}`, ...replay.lines]);
    return isSame;
  }

  function printBelow(lines: readonly string[]): void {
    for (const line of lines) print(`    ${line}`);
  }
}

type Last = Pick<WatchState[string], 'result' | 'at'> | undefined;

function describeLast(last: Last, hasChanged: boolean): string {
  if (!last) return ' (first run)';
  return hasChanged ? ` CHANGED, it was ${last.result} at ${last.at}` : ` (as at ${last.at})`;
}

function describeRecorded(last: Last, hasChanged: boolean): string {
  if (!last) return '';
  return hasChanged
    ? ` CHANGED, it was ${last.result} when it was recorded at ${last.at}`
    : ` (as recorded at ${last.at})`;
}
