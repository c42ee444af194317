import type { Page } from 'playwright-core';
import { sessionOf } from './page-session.js';

/**
 * Whether the page has workers that may ask its bank without being heard (src/banks/page/page-traffic.ts): the requests of a
 * shared worker, and the sockets of any worker.
 */
export async function hasUnheardWorkers(page: Page): Promise<boolean> {
  if (page.workers().length > 0) return true;
  const { targetInfo } = await (await sessionOf(page)).send('Target.getTargetInfo');
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) return true;
  try {
    const { targetInfos } = await session.send('Target.getTargets');
    return targetInfos.some(
      ({ type, browserContextId }) =>
        type === 'shared_worker' && browserContextId === targetInfo.browserContextId,
    );
  } finally {
    await session.detach();
  }
}
