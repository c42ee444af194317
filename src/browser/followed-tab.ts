import type { BrowserContext, Page } from 'playwright-core';

const awaiting = new WeakSet<BrowserContext>();
const followed = new WeakMap<Page, Page>();

/** Whether a step waits for a new tab in this context: it must not be closed like other popups. */
export const isTabAwaited = (context: BrowserContext): boolean => awaiting.has(context);

/** The page in which a login goes on: the tab that was opened from this page, or the page itself. */
export function followedTab(page: Page): Page {
  const tab = followed.get(page);
  return tab && !tab.isClosed() ? tab : page;
}

/**
 * Does something that opens a tab or a window, and returns it; from then on `followedTab` leads there. Null when none
 * opens in time.
 */
export async function followTab(
  page: Page,
  withinMs: number,
  open: () => Promise<void>,
): Promise<Page | null> {
  const context = page.context();
  awaiting.add(context);
  try {
    const opening = context.waitForEvent('page', { timeout: Math.max(1, withinMs) }).catch(() => null);
    await open();
    const tab = await opening;
    if (tab) followed.set(page, tab);
    return tab;
  } finally {
    awaiting.delete(context);
  }
}
