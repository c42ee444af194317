import type { CDPSession, Page } from 'playwright-core';
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
  const clock = await clockOf(session);
  const received = ({ timestamp }: { timestamp: number }): void => onReceived(clock(timestamp));
  session.on('Network.webSocketFrameSent', ({ response, timestamp }) =>
    onSent(response.payloadData, clock(timestamp)),
  );
  session.on('Network.webSocketFrameReceived', received);
  session.on('Network.eventSourceMessageReceived', received);
  await session.send('Network.enable');
}

/**
 * Chromium's monotonic seconds as `performance.now()` of this process. Every request carries the time of both clocks;
 * before the first one, the difference is measured, and messages seem earlier by the time that one call takes.
 */
async function clockOf(session: CDPSession): Promise<(seconds: number) => number> {
  await session.send('Performance.enable');
  const beforeMs = performance.now();
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'Timestamp')?.value ?? NaN;
  let offsetMs = beforeMs - seconds * 1_000;
  await session.send('Performance.disable');
  session.on('Network.requestWillBeSent', ({ wallTime, timestamp }) => {
    offsetMs = (wallTime - timestamp) * 1_000 - performance.timeOrigin;
  });
  return (at) => {
    const nowMs = performance.now();
    return Number.isNaN(offsetMs) ? nowMs : Math.min(nowMs, at * 1_000 + offsetMs);
  };
}
