import type { ElementHandle, Frame, Page } from 'playwright-core';

/** The frame that a bank's file names, outermost first; the page's own without a path. Null when it is not there now. */
export async function frameAt(page: Page, path: readonly string[] = []): Promise<Frame | null> {
  let frame: Frame | null = page.mainFrame();
  for (const selector of path) {
    const element: ElementHandle | null = await frame.$(selector);
    frame = (await element?.contentFrame()) ?? null;
    await element?.dispose();
    if (!frame) return null;
  }
  return frame;
}
