import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openBankFolders } from './bank-folders.js';
import type { BankSources } from './load-banks.js';

const lookEveryMs = 2_000;

/**
 * The banks of the folders, and from now on what changes there. The folders are read every two seconds: file systems on a
 * network report no changes. Throws a BankFileError if no bank can be used at the start (`loadGoodBanks`).
 */
export async function watchBanks({
  everyMs = lookEveryMs,
  ...given
}: BankSources & { log: Logger; everyMs?: number }) {
  const folders = await openBankFolders(given);
  const stopping = new AbortController();
  const { signal } = stopping;
  const watching = watch();

  return {
    installed: folders.installed,
    known: folders.known,
    broken: folders.broken,
    /** Stops looking. */
    async close(): Promise<void> {
      stopping.abort();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    for (;;) {
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await folders
        .look()
        .catch((error: unknown) => given.log.error({ err: error }, 'could not look at the bank files'));
    }
  }
}
