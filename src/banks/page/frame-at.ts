import type { ElementHandle, Frame, Page } from 'playwright-core';
import { wasNavigating } from './was-navigating.js';

/** The frame that a bank's file names, outermost first; the page's own without a path. Null when it is not there now. */
export async function frameAt(page: Page, path: readonly string[] = []): Promise<Frame | null> {
  let frame: Frame | null = page.mainFrame();
  for (const selector of path) {
    frame = await frameIn(frame, selector);
    if (!frame) return null;
  }
  return frame;
}

/** The frame's element was taken out of the page meanwhile. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('not attached to the DOM');

async function frameIn(frame: Frame, selector: string): Promise<Frame | null> {
  try {
    const element: ElementHandle | null = await frame.$(selector);
    const inside = await element?.contentFrame();
    await element?.dispose();
    return inside ?? null;
  } catch (error) {
    if (wasNavigating(error) || isGone(error)) return null;
    throw error;
  }
}
