import type { Frame, Page } from 'playwright-core';
import { withTimeout } from '../../browser/with-timeout.js';
import type { BankFile } from '../file/bank-file.js';
import { frameAt } from './frame-at.js';
import { wasNavigating } from './was-navigating.js';

/** What of a bank's file says how to see where its pages are. */
export type Pages = Pick<BankFile, 'pages' | 'otp' | 'login'>;

/** A frame that the file names, and the page itself. */
export interface WatchedFrame {
  path: readonly string[];
  /** Null when it is not on the page now. */
  frame: Frame | null;
}

/** A frame that does not respond is one that is not there: it must not hold up what the rest of the page shows. */
const respondsWithinMs = 1_000;

export const isSamePath = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((selector, at) => selector === other[at]);

/** The page itself, and then each frame that the file names. */
export async function watchedFrames(page: Page, bank: Pages): Promise<WatchedFrame[]> {
  return await Promise.all(
    framePathsOf(bank).map(async (path) => ({
      path,
      frame: path.length === 0 ? page.mainFrame() : await inFrame(path, async () => frameAt(page, path)),
    })),
  );
}

function framePathsOf({ pages, otp, login = [] }: Pages): (readonly string[])[] {
  const named = [...pages, otp, ...login, ...(otp?.before ?? []), ...(otp?.before_submit ?? [])];
  const paths: (readonly string[])[] = [[]];
  for (const { frame = [] } of named.filter((part) => part !== undefined))
    if (!paths.some((path) => isSamePath(path, frame))) paths.push(frame);
  return paths;
}

/** Null when a frame goes away, or does not respond, while it is looked at. What the page itself throws is thrown. */
export async function inFrame<T>(path: readonly string[], act: () => Promise<T>): Promise<T | null> {
  if (path.length === 0) return await act();
  try {
    return await withTimeout(respondsWithinMs, act, () => null);
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}
