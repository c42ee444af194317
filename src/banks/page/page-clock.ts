import type { CDPSession, Frame, Page } from 'playwright-core';
import { withTimeout } from '../../browser/with-timeout.js';
import { sessionOf } from './page-session.js';
import { DocumentChanged } from './was-navigating.js';

/**
 * When something happened in the browser, as `performance.now()` of this process. What the browser hears and what its
 * pages draw is all timed by its monotonic clock, so that the order of two events is exact, also where the browser runs on
 * another machine. Wall clocks are not used: they are set now and then, and each process reads its own.
 */
export type PageClock = ReturnType<typeof createPageClock>;

const clocks = new WeakMap<Page, PageClock>();

export function clockOf(page: Page): PageClock {
  let clock = clocks.get(page);
  if (!clock) {
    clock = createPageClock(page);
    clocks.set(page, clock);
  }
  return clock;
}

/** The monotonic clock of this machine, which a browser on it reads too, less `performance.now()`. */
const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
/** A page that does not respond is timed by the measurement before. */
const measuresWithinMs = 1_000;

function createPageClock(page: Page) {
  let differenceMs = originMs;
  const documents = new WeakMap<Frame, { document: number; beganMs: number }>();

  return {
    /** Compares the clocks. Those of two machines drift apart, so each step does it anew. */
    async measure(): Promise<void> {
      const beforeMs = performance.now();
      const readMs = await withTimeout(
        measuresWithinMs,
        async () => await readMetric(await sessionOf(page), 'Timestamp'),
        () => null,
      ).catch(() => null);
      if (readMs === null) return;
      const ownMs = readMs - originMs;
      const isOfThisMachine = ownMs >= beforeMs - 1 && ownMs <= performance.now() + 1;
      // What happens on another machine seems earlier by the time that the call takes.
      differenceMs = isOfThisMachine ? originMs : readMs - beforeMs;
    },

    /** Of a time of Chromium's protocol, in seconds. */
    ownTime: (seconds: number): number => Math.min(performance.now(), seconds * 1_000 - differenceMs),

    /**
     * Of a time of a document's own `performance.now()`; `document` is its `performance.timeOrigin`. Throws
     * DocumentChanged where that cannot be known, for example because the frame goes on to another document.
     */
    async ownTimeIn(frame: Frame, document: number, atMs: number): Promise<number> {
      const known = documents.get(frame);
      const isKnown = known?.document === document;
      const beganMs = isKnown ? known.beganMs : await beginningOf(page, frame, document);
      documents.set(frame, { document, beganMs });
      return beganMs + atMs - differenceMs;
    },
  };
}

/** When a document began, by the browser's monotonic clock. */
async function beginningOf(page: Page, frame: Frame, document: number): Promise<number> {
  const isOfPage = frame === page.mainFrame();
  // A frame of another site runs in a process of its own. The others have no session.
  const own = isOfPage
    ? null
    : await page
        .context()
        .newCDPSession(frame)
        .catch(() => null);
  try {
    const session = own ?? (await sessionOf(page));
    const before = await timeOriginIn(session);
    const navigationMs = await readMetric(session, 'NavigationStart');
    const after = await timeOriginIn(session);
    const isSame = before === after && (before === document || (!isOfPage && !own));
    if (!isSame || navigationMs === null) throw new DocumentChanged();
    // All documents of a process count from the same moment of both clocks.
    return navigationMs + document - before;
  } finally {
    own?.detach().catch(() => undefined);
  }
}

async function timeOriginIn(session: CDPSession): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'performance.timeOrigin' });
  return Number(result.value);
}

/** A time of the browser's monotonic clock, in ms. Null where it is not known. */
async function readMetric(
  session: CDPSession,
  name: 'Timestamp' | 'NavigationStart',
): Promise<number | null> {
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find((metric) => metric.name === name)?.value;
  return seconds === undefined ? null : seconds * 1_000;
}
