import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { StartError } from '../../runtime/start-error.js';
import { createPrivateFolder } from '../private-folder.js';
import { harSchema, type RecordedPages, writeRecordedPages } from './recorded-pages.js';
import { createSecretCutter, redactEntry } from './redact-entries.js';
import { numberTurns } from './replay-pages.js';

/** How long a page has to end what it loads, before it is recorded as it is. A page that polls never ends. */
const loadTimeoutMs = 5_000;

/**
 * Records what the pages of a context are answered. Playwright writes to `harPath`, in clear, in a folder that only this user
 * can read; `remove` deletes it, and is called in any case.
 */
export async function createPageRecorder() {
  const folder = await createPrivateFolder();
  const harPath = join(folder.path, 'pages.har');
  return {
    harPath,
    /** Closes the context, and writes the recording without the secrets. Throws a StartError. */
    async save(
      context: BrowserContext,
      { secrets, ...visit }: Omit<RecordedPages, 'entries'> & { secrets: readonly string[] },
    ): Promise<void> {
      const pages = context.pages();
      await Promise.all(
        pages.map((page) => page.waitForLoadState('networkidle', { timeout: loadTimeoutMs }).catch(isLate)),
      );
      await context.close();
      const { log } = await readHar(harPath);
      const cut = createSecretCutter(secrets);
      const entries = log.entries
        .filter(({ request }) => /^https?:/.test(request.url))
        .map((entry) => redactEntry(entry, cut));
      await writeRecordedPages({ ...visit, entries: numberTurns(entries) });
    },
    remove: () => folder.remove(),
  };
}

export type PageRecorder = Awaited<ReturnType<typeof createPageRecorder>>;

async function readHar(path: string) {
  try {
    return harSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // The message of a SyntaxError holds a piece of the file, which is in clear.
    throw new StartError('The pages cannot be recorded: the browser did not write what they were answered.');
  }
}

function isLate(): void {
  // It is recorded as far as it has loaded.
}
