import type { Page } from 'playwright-core';
import { clockOf } from './page-clock.js';
import { sessionOf } from './page-session.js';

interface Followers {
  /** Times are those of the page's clock (page-clock.ts). */
  onSent: (payload: string, atMs: number) => void;
  onReceived: (atMs: number) => void;
  /** The page was given the head of an answer; `key` is its `headKey`. */
  onHead: (key: string, atMs: number) => void;
}

/**
 * Follows the messages of a page's sockets and event streams until the page is closed. Playwright knows only sockets
 * that were opened while it listened, and no events of a stream.
 */
export function followMessages(page: Page, followers: Followers): void {
  // A page that is closed meanwhile has no messages.
  follow(page, followers).catch(() => undefined);
}

async function follow(page: Page, { onSent, onReceived, onHead }: Followers): Promise<void> {
  const session = await sessionOf(page);
  const { ownTime } = clockOf(page);
  const received = ({ timestamp }: { timestamp: number }): void => onReceived(ownTime(timestamp));
  session.on('Network.webSocketFrameSent', ({ response, timestamp }) =>
    onSent(response.payloadData, ownTime(timestamp)),
  );
  session.on('Network.webSocketFrameReceived', received);
  session.on('Network.eventSourceMessageReceived', received);
  // The time at which the page was given it. On a busy machine it arrives at the browser before the script that asked has
  // gone on, and what that script draws then would seem to be drawn because of it.
  session.on('Network.responseReceived', ({ response: { url, timing }, timestamp }) => {
    if (timing) onHead(headKey(url, timing.receiveHeadersEnd), ownTime(timestamp));
  });
  await session.send('Network.enable');
}

/** Tells an answer among all of a page's: no two of one address have taken equally long, to the microsecond. */
export const headKey = (url: string, afterMs: number): string => `${afterMs} ${url}`;
