import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import { storageStateSchema } from '../assistance/storage-state.js';
import { BrowserError } from './browser-error.js';
import { redactBrowserErrors } from './redact-browser-errors.js';
import { withTimeout } from './with-timeout.js';

/** What another browser needs to continue at the same page. It gives access to the login, so it is stored sealed only. */
export const checkpointSchema = z.object({
  url: z.url(),
  storageState: storageStateSchema,
  /** By origin; Playwright's storage state leaves it out, since it belongs to a tab. */
  sessionStorage: z.record(z.string(), z.record(z.string(), z.string())),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The few globals of a page that are used here; the compiler knows none. */
declare const sessionStorage: Record<string, string> & { setItem(name: string, value: string): void };
declare const location: { origin: string };

const takeWithinMs = 15_000;

const tooLate = (): never => {
  throw new BrowserError('timeout', 'takeCheckpoint');
};

/**
 * Takes a checkpoint that goes on at `url`, an address of the page's site. What frames of other sites keep is left out.
 * Throws BrowserError.
 */
export async function takeCheckpoint(page: Page, url: string): Promise<Checkpoint> {
  const take = async (): Promise<Checkpoint> => {
    const { origin, entries } = await page.evaluate(() => ({
      origin: location.origin,
      entries: { ...sessionStorage },
    }));
    const storageState = await page.context().storageState({ indexedDB: true });
    return checkpointSchema.parse({ url, storageState, sessionStorage: { [origin]: entries } });
  };
  return await redactBrowserErrors(
    'takeCheckpoint',
    async () => await withTimeout(takeWithinMs, take, tooLate),
  );
}

/**
 * Opens the checkpoint's page in a context that was opened with its storage state. The session storage is there
 * before the page's own scripts run, and once only: what they change later stays changed.
 */
export async function openCheckpoint(context: BrowserContext, checkpoint: Checkpoint): Promise<Page> {
  return await redactBrowserErrors('openCheckpoint', async () => {
    const { page, restoring } = await newPageWith(context, checkpoint);
    await page.goto(checkpoint.url, { waitUntil: 'domcontentloaded' });
    await restoring.dispose();
    return page;
  });
}

/** The same without opening the page: the first visit to its site finds the session storage. */
export async function restoreCheckpoint(context: BrowserContext, checkpoint: Checkpoint): Promise<Page> {
  return await redactBrowserErrors('restoreCheckpoint', async () => {
    const { page, restoring } = await newPageWith(context, checkpoint);
    page.once('domcontentloaded', () => void restoring.dispose().catch(ignoreGonePage));
    return page;
  });
}

async function newPageWith(context: BrowserContext, { sessionStorage: byOrigin }: Checkpoint) {
  const page = await context.newPage();
  const restoring = await page.addInitScript((entriesByOrigin) => {
    for (const [name, value] of Object.entries(entriesByOrigin[location.origin] ?? {}))
      sessionStorage.setItem(name, value);
  }, byOrigin);
  return { page, restoring };
}

function ignoreGonePage(): void {
  // It was closed, and its script with it.
}
