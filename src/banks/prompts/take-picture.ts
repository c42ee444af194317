import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import { BrowserError } from '../../browser/browser-error.js';
import { followedTab } from '../../browser/followed-tab.js';
import type { FormPage } from '../steps/form-step.js';
import { frameAt } from '../page/frame-at.js';
import { visible } from '../page/visible-elements.js';
import { wasNavigating } from '../page/was-navigating.js';

/** A picture that is hidden, or not loaded yet, has this time to be drawn. */
const isDrawnWithinMs = 3_000;
const pauseMs = 100;
const screenshotMs = 5_000;

/** The picture that the person needs to make the code, as PNG and as large as the page shows it; null where there is none. */
export async function takePicture({ page: opened, bank: { otp } }: FormPage): Promise<Uint8Array | null> {
  if (otp?.picture === undefined) throw new BrowserError('unexpected', 'takePicture');
  const page = followedTab(opened);
  const endsMs = performance.now() + isDrawnWithinMs;
  for (;;) {
    try {
      const frame = await frameAt(page, otp.frame);
      // The page has settled: a picture that is not in it at all is not awaited, since most prompts have none.
      if (!frame || (await frame.locator(otp.picture).count()) === 0) return null;
      const [picture] = await visible(frame, otp.picture).all();
      if (picture && (await isLoaded(picture)))
        return await picture.screenshot({ animations: 'disabled', scale: 'css', timeout: screenshotMs });
    } catch (error) {
      const isGone = isTimeoutError(error) || wasNavigating(error);
      if (!isGone) throw error;
    }
    if (performance.now() > endsMs) return null;
    await sleep(pauseMs);
  }
}

/** Whether the images of an element, or the one that it is, are loaded. */
async function isLoaded(picture: Locator): Promise<boolean> {
  return await picture.evaluate((element: PictureElement) =>
    [element, ...Array.from(element.querySelectorAll('img'))].every(
      ({ complete, naturalWidth }) => complete !== false && naturalWidth !== 0,
    ),
  );
}

interface PictureElement {
  /** Both absent where it is no image. */
  readonly complete?: boolean;
  readonly naturalWidth?: number;
  querySelectorAll(selector: string): ArrayLike<PictureElement>;
}
