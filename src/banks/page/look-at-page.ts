import type { Frame, Page } from 'playwright-core';
import type { PageRule } from '../file/page-schema.js';
import { askRules } from './ask-rules.js';
import type { DocumentSeen, Look, Sight } from './find-candidate.js';
import { matchesAddress } from './match-address.js';
import { clockOf } from './page-clock.js';
import {
  markPageScript,
  markRules,
  type PageVersion,
  type Seen,
  seeRules,
  seeVersion,
} from './page-marks.js';
import { type PageDialog, trafficOf } from './page-traffic.js';
import { inFrame, isSamePath, type Pages, type WatchedFrame, watchedFrames } from './watched-frames.js';
import { DocumentChanged } from './was-navigating.js';

type SeenElements = Omit<Sight, 'document' | 'isAnotherDocument'>;
type SeenRule = SeenElements & PageVersion;

/** A rule that is marked and looked at. `textCounts`: other words make what it shows new. */
interface Rule extends Pick<PageRule, 'selector' | 'url' | 'dialog' | 'frame'> {
  textCounts: boolean;
}

/** Each of `pages`, and the message behind them. */
function rulesOf({ pages, otp }: Pages): Rule[] {
  const rules = pages.map(({ is, ...rule }) => ({ ...rule, textCounts: is === 'code_rejected' }));
  const message = otp?.message;
  return message === undefined
    ? rules
    : [...rules, { selector: message, frame: otp?.frame, textCounts: true }];
}

/** Marks all that is visible now: what comes later is new. Answers what there was. */
export async function markWhatIsVisible(page: Page, bank: Pages): Promise<Look> {
  const rules = rulesOf(bank);
  const script = markPageScript(rules.map(({ textCounts }) => ({ textCounts })));
  const frames = await watchedFrames(page, bank);
  await Promise.all(
    frames.map(async ({ path, frame }) => inFrame(path, async () => await frame?.evaluate(script))),
  );
  await Promise.all(
    frames.map(async ({ path, frame }) => {
      if (frame) await inFrame(path, async () => await askRules(frame, selectorsIn(rules, path), markRules));
    }),
  );
  return await lookAtPage(page, bank);
}

/** How old a look may be when nothing in the document has changed: a style alone can still show and hide. */
const lookLastsMs = 400;

/**
 * Throws when the page navigates meanwhile: there is nothing certain to see then. The look before is the answer
 * while nothing is drawn, since a look at every rule costs the browser ten times as much as that question.
 */
export async function lookAtPage(page: Page, bank: Pages, previous: Look | null = null): Promise<Look> {
  const atMs = performance.now();
  const traffic = trafficOf(page);
  const dialogs = traffic.dialogs();
  const isNewDialog = dialogs.some((dialog) => dialog.atMs >= (previous?.atMs ?? 0));
  const frames = await watchedFrames(page, bank);
  traffic.watchFrames(frames.flatMap(({ frame }) => frame ?? []));
  if (previous?.changes != null && !isNewDialog && atMs - previous.atMs < lookLastsMs) {
    const documents = await Promise.all(frames.map(seeDocument));
    if (documents.every((one, at) => isSameDocument(one, previous.documents[at]))) return previous;
  }

  const rules = rulesOf(bank);
  const bySelector = new Map<number, Seen & PageVersion>();
  await Promise.all(
    frames.map(async ({ path, frame }) => {
      const answers =
        frame && (await inFrame(path, async () => askRules(frame, selectorsIn(rules, path), seeRules)));
      for (const [rule, answer] of answers ?? []) bySelector.set(rule, answer);
    }),
  );
  const seen = await Promise.all(rules.map(async (rule, at) => seeRule(rule, at)));
  const documents = await Promise.all(
    frames.map(async (watched) => {
      const sights = seen.flatMap((one) => (one && isSamePath(one.path, watched.path) ? [one] : []));
      const [first] = sights;
      if (!first) return { seen: await seeDocument(watched), isSteady: true };
      const isSteady = sights.every(({ document }) => document === first.document);
      if (!isSteady && watched.path.length === 0) throw new DocumentChanged();
      const changes = sights.map((one) => one.changes);
      const least = changes.includes(null) ? null : Math.min(...changes.map(Number));
      return { seen: { frame: watched.path, document: first.document, changes: least }, isSteady };
    }),
  );
  const sightOf = (at: number): Sight => {
    const one = seen[at];
    const isSteady = one && documents.find(({ seen }) => isSamePath(seen.frame, one.path))?.isSteady;
    return one && isSteady ? { ...one, isAnotherDocument: one.changes === null } : absent;
  };
  const [own] = documents;
  const isAnotherDocument = own?.seen.changes === null;
  return {
    atMs,
    document: documents.reduce((sum, { seen: { document } }) => sum + (document ?? 0), 0),
    documents: documents.map(({ seen }) => seen),
    changes: isAnotherDocument ? null : documents.reduce((sum, one) => sum + (one.seen.changes ?? 0), 0),
    isAnotherDocument,
    pages: bank.pages.map((_, at) => sightOf(at)),
    message: seen.length > bank.pages.length ? sightOf(bank.pages.length) : null,
  };

  /** Null where the rule's frame is not there. */
  async function seeRule(rule: Rule, at: number): Promise<(SeenRule & { path: string[] }) | null> {
    const { selector, url, dialog, frame: path = [] } = rule;
    const frame = frameOf(frames, path);
    if (!frame) return null;
    const see = async (): Promise<SeenRule | null> => {
      if (selector !== undefined) {
        const found = bySelector.get(at);
        if (!found) return null;
        const { drawnAt, writtenAt, ...seen } = found;
        const ownTime = async (at: number | null): Promise<number | null> =>
          at === null ? null : await clockOf(page).ownTimeIn(frame, seen.document, at);
        return { ...seen, drawnMs: await ownTime(drawnAt), writtenMs: await ownTime(writtenAt) };
      }
      const version = await frame.evaluate(seeVersion);
      return { ...version, ...(dialog === undefined ? nothingBut(true) : seenInDialog(dialogs, dialog)) };
    };
    const seen = await inFrame(path, see);
    return seen && { ...(url === undefined ? seen : atAddress(seen, url)), path };
  }
}

const absent: Sight = {
  ...{ isVisible: false, isNew: false, drawnMs: null, writtenMs: null, text: '' },
  ...{ document: 0, isAnotherDocument: false },
};

const nothingBut = (isVisible: boolean): SeenElements => ({
  isVisible,
  isNew: false,
  drawnMs: null,
  writtenMs: null,
  text: '',
});

/** What is asked in the document at this path. */
const selectorsIn = (rules: readonly Rule[], path: readonly string[]) =>
  rules.flatMap(({ selector, frame = [] }, rule) =>
    selector !== undefined && isSamePath(frame, path) ? [{ rule, selector }] : [],
  );

const frameOf = (frames: readonly WatchedFrame[], path: readonly string[]): Frame | null =>
  frames.find((one) => isSamePath(one.path, path))?.frame ?? null;

async function seeDocument({ path, frame }: WatchedFrame): Promise<DocumentSeen> {
  const version = frame && (await inFrame(path, async () => await frame.evaluate(seeVersion)));
  return { frame: path, document: version?.document ?? null, changes: version?.changes ?? null };
}

const isSameDocument = (one: DocumentSeen, other: DocumentSeen | undefined): boolean =>
  one.document === other?.document && one.changes === other.changes;

/** What a rule shows that holds only at an address. A page whose address changed since it was marked is new. */
function atAddress(seen: SeenRule, url: string): SeenRule {
  if (!matchesAddress(url, seen.address)) return { ...seen, isVisible: false, isNew: false };
  return { ...seen, isNew: seen.isVisible && (seen.isNew || seen.address !== seen.markedAddress) };
}

/** A dialog that holds a text is a page that is new. */
function seenInDialog(dialogs: readonly PageDialog[], text: string): SeenElements {
  const dialog = dialogs.findLast((one) => one.text.includes(text));
  return {
    isVisible: dialog !== undefined,
    isNew: dialog !== undefined,
    drawnMs: dialog?.atMs ?? null,
    writtenMs: null,
    text: dialog?.text ?? '',
  };
}
