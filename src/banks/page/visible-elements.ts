import type { Frame, Locator, Page } from 'playwright-core';
import { frameAt } from './frame-at.js';
import type { PageElement } from './page-marks.js';

export const visible = (place: Page | Frame, selector: string): Locator =>
  place.locator(selector).filter({ visible: true });

/** Whether something is visible in a frame of the page; false when the frame is not there. */
export async function isVisibleIn(page: Page, selector: string, path?: readonly string[]): Promise<boolean> {
  const frame = await frameAt(page, path);
  return frame !== null && (await visible(frame, selector).count()) > 0;
}

/** Whether the first thing of that name that can be seen may be pressed, or typed into. */
export async function isUsable(place: Page | Frame, selector: string): Promise<boolean> {
  return await visible(place, selector).evaluateAll(([first]: PageElement[]) => {
    return first !== undefined && !first.matches(':disabled, [readonly], [aria-disabled="true"]');
  });
}

/** How long a field may be readonly because its page is at work; later it is one that waits for the focus. */
const readonlyAtWorkMs = 800;

/** Whether something can be typed there, now or as soon as the field has the focus. */
export async function isTypable(place: Page | Frame, selector: string, sinceMs: number): Promise<boolean> {
  if (await isUsable(place, selector)) return true;
  if (performance.now() - sinceMs < readonlyAtWorkMs) return false;
  return await visible(place, selector).evaluateAll(([first]: PageElement[]) => {
    return (
      first !== undefined &&
      first.matches('[readonly]') &&
      !first.matches(':disabled, [aria-disabled="true"]')
    );
  });
}
