import type { Page } from 'playwright-core';
import { sessionOf } from './page-session.js';

interface Followers {
  /** Times are of `performance.now()`, by the browser's own clock. */
  onSent: (payload: string, atMs: number) => void;
  onReceived: (atMs: number) => void;
}

/**
 * Follows the messages of a page's sockets and event streams until the page is closed. Playwright knows only sockets
 * that were opened while it listened, and no events of a stream.
 */
export function followMessages(page: Page, followers: Followers): void {
  // A page that is closed meanwhile has no messages.
  follow(page, followers).catch(() => undefined);
}

async function follow(page: Page, { onSent, onReceived }: Followers): Promise<void> {
  const session = await sessionOf(page);
  const received = ({ timestamp }: { timestamp: number }): void => onReceived(ownTime(timestamp));
  session.on('Network.webSocketFrameSent', ({ response, timestamp }) =>
    onSent(response.payloadData, ownTime(timestamp)),
  );
  session.on('Network.webSocketFrameReceived', received);
  session.on('Network.eventSourceMessageReceived', received);
  await session.send('Network.enable');
}

/** Between `process.hrtime` and `performance.now()`, which run alike. */
const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
/** A message is heard within this time, even on a busy machine. */
const longestDelayMs = 10_000;

/**
 * Chromium's monotonic seconds as `performance.now()` of this process: both read the machine's monotonic clock. The
 * wall clock that Chromium sends along is read later than that, on a busy machine by many milliseconds.
 */
function ownTime(seconds: number): number {
  const nowMs = performance.now();
  const atMs = seconds * 1_000 - originMs;
  return Math.abs(nowMs - atMs) > longestDelayMs ? nowMs : Math.min(nowMs, atMs);
}
