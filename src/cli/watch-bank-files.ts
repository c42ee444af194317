import type { BrowserSettings } from './local-browser.js';
import { visitBank, type VisitResult } from './visit-bank.js';
import { readWatchState, type WatchState, writeWatchState } from './watch-state.js';

interface WatchBankFiles {
  files: readonly string[];
  /** Where the results are kept for the next run. */
  stateFile: string;
  settings: BrowserSettings;
  print: (line: string) => void;
  stopping: AbortSignal;
}

/** As far as a login gets without a person. */
const good: readonly VisitResult[] = [
  'login_form',
  'logged_in',
  'code_required',
  'choice_required',
  'approval_required',
  'question',
];

/**
 * Visits the bank of each file, one after the other, and prints a line for each: how it ended, and whether that is other
 * than at the last run. True if nothing has changed and all banks are well. Throws a StartError for a bad state file; the
 * reason of `stopping` when it is aborted, and then keeps the last state.
 */
export async function watchBankFiles({
  files,
  stateFile,
  settings,
  print,
  stopping,
}: WatchBankFiles): Promise<boolean> {
  const before = await readWatchState(stateFile);
  const after: WatchState = {};
  let isWell = true;
  for (const file of files) {
    const { code, result, lines } = await visitBank({ file, settings, stopping });
    const last = before[code];
    const hasChanged = last !== undefined && last.result !== result;
    print(`${code}: ${result}${describeLast(last, hasChanged)}`);
    if (!good.includes(result)) for (const line of lines) print(`    ${line}`);
    isWell &&= !hasChanged && good.includes(result);
    after[code] = { result, at: new Date().toISOString() };
  }
  // Banks of other files keep theirs.
  await writeWatchState(stateFile, { ...before, ...after });
  return isWell;
}

function describeLast(last: WatchState[string] | undefined, hasChanged: boolean): string {
  if (!last) return ' (first run)';
  return hasChanged ? ` CHANGED, it was ${last.result} at ${last.at}` : ` (as at ${last.at})`;
}
