import type { Page, Route } from 'playwright-core';

/** Which of the responses that are held back is let through next. */
export type ReleaseOrder = 'oldest first' | 'newest first';

/** A request that follows from a response is here after so many painted frames. */
const quietFrames = 10;

/**
 * Opens a page with its API responses, its font and the scripts that it loads later held back, and releases them one
 * at a time with painted frames between: every intermediate state gets onto the screen, however fast the machine is.
 * Resolves when nothing is held back any more and the page shows its content.
 */
export async function loadInSteps(page: Page, url: string, order: ReleaseOrder): Promise<void> {
  const held: Route[] = [];
  // The scripts that index.html names: without them nothing is painted, and no frame would ever end.
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
      await (await route.request().response())?.finished();
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
