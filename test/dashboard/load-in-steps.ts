import type { Page, Route } from 'playwright-core';

/** Which of the delayed responses is released next. */
export type ReleaseOrder = 'oldest first' | 'newest first';

/** If a response makes the page send another request, that request arrives within this number of frames. */
const quietFrames = 10;

/**
 * Opens a page, delays its API responses, its font and its lazily loaded scripts, and releases them one at a time with
 * painted frames in between. So every intermediate state is painted, however fast the machine is. Resolves when all
 * responses are released and the page shows its content.
 */
export async function loadInSteps(page: Page, url: string, order: ReleaseOrder): Promise<void> {
  const held: Route[] = [];
  // The scripts of index.html are not delayed: without them nothing is painted, and no frame would end.
  let isStarting = true;
  await page.route(/\/api\/|\.(js|json|woff2)$/, async (route) => {
    if (isStarting && route.request().resourceType() === 'script') await route.continue();
    else held.push(route);
  });
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  isStarting = false;
  for (let frames = 0; frames < quietFrames || !(await isLoaded(page)); frames += 1) {
    const route = order === 'oldest first' ? held.shift() : held.pop();
    if (route) {
      await route.continue();
      const response = await route.request().response();
      // Nothing follows the headers of a 304, and Playwright would wait for it for ever.
      if (response?.status() !== 304) await response?.finished();
      frames = 0;
    }
    await paintFrame(page);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
}

const isLoaded = async (page: Page): Promise<boolean> =>
  (await page.getByRole('heading', { level: 1 }).count()) > 0 &&
  (await page.getByText('Loading…').count()) === 0;

/** The second callback runs after the frame of the first one was painted. */
const paintFrame = async (page: Page): Promise<void> => {
  await page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
  );
};
