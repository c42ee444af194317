import type { Page, Request, Response } from 'playwright-core';

interface Asked {
  begunMs: number;
  isForPage: boolean;
}

/** Requests that may carry a code to the bank or its answer back. A page's pictures and beacons are not heard. */
const telling = new Set(['document', 'xhr', 'fetch']);

/** What a page asks its bank, from now until `stop`. */
export function watchTraffic(page: Page) {
  const open = new Map<Request, Asked>();
  let hasAsked = false;
  let hasHeard = false;
  const ended: { begunMs: number; endMs: number }[] = [];
  let pageStatus: number | null = null;

  const isTelling = (request: Request): boolean =>
    telling.has(request.resourceType()) && isOfMainFrame(request, page);

  function onRequest(request: Request): void {
    if (!isTelling(request)) return;
    hasAsked = true;
    open.set(request, { begunMs: performance.now(), isForPage: request.isNavigationRequest() });
  }
  function onResponse(response: Response): void {
    if (!isTelling(response.request())) return;
    if (response.status() < 500) hasHeard = true;
    if (response.request().isNavigationRequest()) pageStatus = response.status();
  }
  function onEnd(request: Request): void {
    const asked = open.get(request);
    if (!asked) return;
    open.delete(request);
    ended.push({ begunMs: asked.begunMs, endMs: performance.now() });
  }

  page.on('request', onRequest);
  page.on('response', onResponse);
  page.on('requestfinished', onEnd);
  page.on('requestfailed', onEnd);

  return {
    /** Whether the bank was asked something and has answered nothing, or nothing but 5xx. */
    isUnanswered: (): boolean => hasAsked && !hasHeard,
    /** Whether it was asked something and has answered. */
    isAnswered: (): boolean => hasHeard,
    /** The status of the newest document that was asked for, redirects followed. */
    pageStatus: (): number | null => pageStatus,
    /**
     * Since when no request that was begun before that moment waits for its end any more; null while one does.
     * Its page then still has to draw what it heard.
     */
    quietSinceMs(begunBeforeMs = Infinity): number | null {
      const isOfThose = ({ begunMs }: { begunMs: number }): boolean => begunMs <= begunBeforeMs;
      if ([...open.values()].some(isOfThose)) return null;
      return Math.max(0, ...ended.filter(isOfThose).map(({ endMs }) => endMs));
    },
    /** Whether another document is on its way. */
    isNavigating: (): boolean => [...open.values()].some(({ isForPage }) => isForPage),

    stop(): void {
      page.off('request', onRequest);
      page.off('response', onResponse);
      page.off('requestfinished', onEnd);
      page.off('requestfailed', onEnd);
    },
  };
}

export type BankTraffic = ReturnType<typeof watchTraffic>;

function isOfMainFrame(request: Request, page: Page): boolean {
  try {
    return request.frame() === page.mainFrame();
  } catch {
    // Playwright has no frame yet for the first request of a new one, which is never the page's main frame.
    return false;
  }
}
