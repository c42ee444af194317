import { createHash } from 'node:crypto';
import type { Frame, Request, Response } from 'playwright-core';
import { headKey } from './page-messages.js';

/** One thing that the page asked a server. Times are of `performance.now()`. */
export interface PageAsk {
  /** Two asks of one key are the same question, such as a poll that is repeated. */
  key: string;
  begunMs: number;
  /** The answer, once the first of it has arrived. */
  head: { key: string; heardMs: number } | null;
  endedMs: number | null;
  /** A new document for the page itself. */
  isNavigation: boolean;
  /** It carries what was typed. */
  isSubmission: boolean;
  /** It says more than its address: what was typed may be in it, encrypted. */
  saysSomething: boolean;
  /** Of its answer; null for what has none, and before it. */
  status: number | null;
  /** An open stream or socket waits for nothing in particular, and a beacon for nothing at all. */
  isAwaited: boolean;
}

/** Requests that may carry what was typed, or its answer. Pictures, styles and fonts do not. */
export const heardTypes = new Set(['document', 'xhr', 'fetch', 'eventsource', 'ping', 'script']);
export const notAwaited = new Set(['eventsource', 'ping']);

/** A body may hold a code or a password. */
export const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** What tells one question from another. */
export function keyOf(request: Request): string {
  const [address = ''] = request.url().split(/[?#]/);
  return `${request.resourceType()} ${request.method()} ${address} ${hash(request.postData() ?? '')}`;
}

/** Its time is by the wall clock, for those of which the page's clock knows none: a worker of the page has asked. */
export function headOf(response: Response, begunMs: number): { key: string; heardMs: number } {
  const nowMs = performance.now();
  const { startTime, responseStart } = response.request().timing();
  const key = headKey(response.url(), responseStart);
  // Answers of a service worker or a cache have no such times, and come at once.
  if (startTime <= 0 || responseStart < 0) return { key, heardMs: begunMs };
  return { key, heardMs: Math.min(nowMs, startTime + responseStart - performance.timeOrigin) };
}

/** Null for the first request of a new frame, which Playwright does not have yet. It is never the page's main frame. */
export function frameOf(request: Request): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}
