import type { Frame, Page } from 'playwright-core';
import type { EvidencePageEntry } from '../../assistance/failure-evidence.js';
import type { BankFile } from '../file/bank-file.js';
import type { PageRule } from '../file/page-schema.js';
import { frameAt } from '../page/frame-at.js';
import { visible } from '../page/visible-elements.js';
import { matchesAddress } from '../page/match-address.js';
import { wasNavigating } from '../page/was-navigating.js';
import { trafficOf } from '../page/page-traffic.js';
import { asFileLine } from './file-lines.js';
import { resemblance } from './resemblance.js';
import type { SeenElement } from './read-elements.js';

/** How an entry of `pages`, or what a step needs, stands on the page now. */
interface Standing {
  visible: boolean;
  whyNot: EvidencePageEntry['why_not'];
}

/** Each entry of the file's `pages`: whether it matches now, and if not, why, and what resembles it. */
export async function readPageEntries(
  page: Page,
  bank: BankFile,
  elements: readonly SeenElement[],
): Promise<EvidencePageEntry[]> {
  return await Promise.all(
    bank.pages.map(async (rule, place) => {
      const standing = await standingOf(page, rule);
      const { is, ...entry } = rule;
      return {
        place,
        is,
        entry: asFileLine(entry),
        matched: standing.whyNot === null,
        visible: standing.visible,
        why_not: standing.whyNot,
        near: standing.whyNot === null ? null : nearest(rule, elements),
      };
    }),
  );
}

async function standingOf(page: Page, { selector, url, dialog, frame: path }: PageRule): Promise<Standing> {
  if (dialog !== undefined) {
    const isShown = trafficOf(page)
      .dialogs()
      .some(({ text }) => text.includes(dialog));
    return { visible: isShown, whyNot: isShown ? null : 'no_dialog' };
  }
  const frame = await frameAt(page, path);
  if (!frame) return { visible: false, whyNot: 'frame_absent' };
  const presence = selector === undefined ? 'visible' : await presenceIn(frame, selector);
  const isVisible = presence === 'visible';
  if (!isVisible) return { visible: false, whyNot: presence };
  const isAtAddress = url === undefined || matchesAddress(url, frame.url());
  return { visible: selector !== undefined, whyNot: isAtAddress ? null : 'other_address' };
}

export type Presence = 'visible' | 'hidden' | 'absent' | 'invalid';

/** Whether something is on the page, and can be seen; `invalid` for a selector that the engine does not understand. */
export async function presenceIn(frame: Frame, selector: string): Promise<Presence> {
  try {
    if ((await visible(frame, selector).count()) > 0) return 'visible';
    return (await frame.locator(selector).count()) > 0 ? 'hidden' : 'absent';
  } catch (error) {
    return wasNavigating(error) ? 'absent' : 'invalid';
  }
}

/** Less alike than this is chance. */
const leastAlike = 0.5;

function nearest({ selector }: PageRule, elements: readonly SeenElement[]): string | null {
  if (selector === undefined) return null;
  const [best] = elements
    .filter((one) => one.selector !== null)
    .map((one) => ({ selector: one.selector, alike: resemblance(selector, one.selector ?? '') }))
    .filter(({ alike }) => alike >= leastAlike)
    .sort((a, b) => b.alike - a.alike);
  return best?.selector ?? null;
}
