import type { Frame, Page, Request, Response } from 'playwright-core';
import { frameOf, hash, headOf, heardTypes, keyOf, notAwaited, type PageAsk } from './page-ask.js';
import { followMessages } from './page-messages.js';

/** What a dialog of the browser said. The context answers it (src/browser/chromium.ts). */
export interface PageDialog {
  text: string;
  atMs: number;
}

/** Background keys: a page that asks with other words each time must not fill the memory. */
const mostRemembered = 1_000;

const watched = new WeakMap<Page, PageTraffic>();

/** Everything that a page asks its bank, heard from the first call for that page until it is closed. */
export function trafficOf(page: Page): PageTraffic {
  let traffic = watched.get(page);
  if (!traffic) {
    traffic = watchTraffic(page);
    watched.set(page, traffic);
  }
  return traffic;
}

export type PageTraffic = ReturnType<typeof watchTraffic>;

function watchTraffic(page: Page) {
  const asks = new Map<Request | symbol, PageAsk>();
  let messageTimes: number[] = [];
  /** When the page was given the heads of answers, by its clock. */
  const headTimes = new Map<string, number>();
  let hasSocket = false;
  /** Whether the document that is there was asked for since the page is watched. */
  let isWholeDocument = false;
  let dialogs: PageDialog[] = [];
  /** Keys that the page asks by itself: seen while no action of ours could have caused them. */
  const background = new Set<string>();
  let actionMs: number | null = null;
  let typed = '';
  let step = newStep();
  /** Those whose documents are the bank's pages. */
  let frames = new Set<Frame>([page.mainFrame()]);

  function onRequest(request: Request): void {
    const type = request.resourceType();
    if (!heardTypes.has(type)) return;
    const isOfBank = isWatched(request);
    const isNavigation = type === 'document' && frameOf(request) === page.mainFrame();
    // The scripts of a new document are part of it; one that an old document adds is a question (JSONP).
    if (type === 'script' && (actionMs === null || step.hasNewDocument)) return;
    if (isNavigation) {
      step.hasNewDocument = isWholeDocument = true;
      hasSocket = false;
    }
    if (isOfBank && type !== 'ping') step.hasAsked = true;
    // One that a page asks for by GET may be itself, loaded anew.
    const isForm = type === 'document' && isOfBank && request.method() === 'POST';
    const isSubmission = isForm || carries(`${request.url()} ${request.postData() ?? ''}`);
    const saysSomething =
      isSubmission || isNavigation || request.method() !== 'GET' || request.url().includes('?');
    add(request, keyOf(request), {
      isNavigation,
      isSubmission,
      saysSomething,
      isAwaited: !notAwaited.has(type),
    });
  }
  function isWatched(request: Request): boolean {
    const frame = frameOf(request);
    return frame !== null && frames.has(frame);
  }
  const carries = (text: string): boolean =>
    typed !== '' && (text.includes(typed) || text.includes(encodeURIComponent(typed)));
  function add(
    id: Request | symbol,
    key: string,
    what: Pick<PageAsk, 'isNavigation' | 'isSubmission' | 'saysSomething' | 'isAwaited'>,
    begunMs = performance.now(),
  ): void {
    if (actionMs === null) addToBackground(key);
    asks.set(id, { key, begunMs, head: null, endedMs: null, status: null, ...what });
  }
  function addToBackground(key: string): void {
    background.add(key);
    const [oldest] = background;
    if (background.size > mostRemembered && oldest !== undefined) background.delete(oldest);
  }
  function onResponse(response: Response): void {
    const ask = asks.get(response.request());
    if (!ask) return;
    ask.head = headOf(response, ask.begunMs);
    ask.status = response.status();
    if (ask.status < 500 && isWatched(response.request())) step.hasHeard = true;
    if (ask.isNavigation) step.pageStatus = ask.status;
  }
  function onEnd(request: Request): void {
    const ask = asks.get(request);
    if (ask) ask.endedMs = performance.now();
    if (actionMs === null) asks.delete(request);
  }
  page.on('dialog', (dialog) => {
    const text = dialog.message().trim();
    if (actionMs !== null && dialog.type() !== 'beforeunload' && text !== '')
      dialogs.push({ text, atMs: performance.now() });
  });
  page.on('request', onRequest);
  page.on('response', onResponse);
  page.on('requestfinished', onEnd);
  page.on('requestfailed', onEnd);
  followMessages(page, {
    onSent: (payload, atMs) => {
      hasSocket = true;
      const key = `socket ${hash(payload)}`;
      if (actionMs === null) addToBackground(key);
      else
        add(
          Symbol('sent'),
          key,
          { isNavigation: false, isSubmission: carries(payload), saysSomething: true, isAwaited: false },
          atMs,
        );
    },
    onReceived: (atMs) => {
      hasSocket = true;
      if (actionMs !== null) messageTimes.push(atMs);
    },
    onHead: (key, atMs) => {
      if (actionMs !== null) headTimes.set(key, atMs);
    },
  });

  const isOwn = (ask: PageAsk): boolean =>
    actionMs !== null && ask.begunMs >= actionMs && (ask.isNavigation || !background.has(ask.key));
  const own = (begunBeforeMs: number): PageAsk[] =>
    [...asks.values()].filter((ask) => ask.begunMs <= begunBeforeMs && isOwn(ask));

  /** What the page asked since it sent what was typed; all that it asked where nothing carries that in clear. */
  function sinceSubmission(): PageAsk[] {
    const asked = own(Infinity);
    const first = asked.find(({ isSubmission }) => isSubmission);
    return first ? asked.filter(({ begunMs }) => begunMs >= first.begunMs) : asked;
  }

  return {
    /** The frames whose documents are the bank's pages, the main one among them. */
    watchFrames(watched: readonly Frame[]): void {
      frames = new Set([page.mainFrame(), ...watched]);
    },
    /** A step begins: what is known of the page before it, and how the page answered earlier steps, is left behind. */
    startStep(): void {
      step = newStep();
    },
    /**
     * The step's action begins: what the page asks from now on belongs to it. Left out is what the page asks by
     * itself, such as a long poll that is open now and is begun again later. `whatIsTyped` makes its submission known.
     */
    startAction(whatIsTyped = ''): void {
      const isFirstTyping = typed === '';
      typed = whatIsTyped;
      for (const [id, { key, endedMs, isAwaited }] of asks) {
        // Asked before anything was typed, it was no submission.
        if ((endedMs === null && isAwaited) || isFirstTyping) addToBackground(key);
        if (endedMs !== null || typeof id === 'symbol') asks.delete(id);
      }
      messageTimes = [];
      headTimes.clear();
      dialogs = [];
      actionMs = performance.now();
    },
    endStep(): void {
      actionMs = null;
      typed = '';
      for (const [id, { endedMs }] of asks) if (endedMs !== null || typeof id === 'symbol') asks.delete(id);
    },

    /** What the page asked since then, and now, is as if it asked it by itself: other documents and submissions aside. */
    disregardSince(sinceMs: number): void {
      for (const { key, begunMs, isSubmission, isNavigation } of asks.values())
        if (begunMs >= sinceMs && !isSubmission && !isNavigation) addToBackground(key);
    },

    /** What dialogs have said since the action, oldest first. */
    dialogs: (): readonly PageDialog[] => dialogs,

    /** Whether the page has asked its bank anything since the action, beacons about something else aside. */
    hasAsked: (): boolean =>
      own(Infinity).some(({ isSubmission, key }) => isSubmission || !key.startsWith('ping ')),

    /** Whether a beacon was sent since the action: one whose body is encrypted may carry what was typed. */
    hasSentBeacon: (): boolean => own(Infinity).some(({ key }) => key.startsWith('ping ')),

    /** Whether what was typed is on its way: something carries it, or a form was sent. */
    hasSubmitted: (): boolean => own(Infinity).some(({ isSubmission }) => isSubmission),

    /**
     * Whether nothing that the page asked since the action can carry what was typed, not even encrypted. It may have asked
     * whether it is still logged in, and send what was typed later.
     */
    hasOnlyAsked: (): boolean => typed !== '' && !own(Infinity).some(({ saysSomething }) => saysSomething),

    /** Whether the page has asked nothing since the action, or went on to another document by GET before it asked anything. */
    hasLeftSilently(): boolean {
      const asked = own(Infinity);
      const leftMs = Math.min(...asked.flatMap(({ isNavigation, begunMs }) => (isNavigation ? begunMs : [])));
      return asked.every(({ isSubmission, begunMs }) => !isSubmission && begunMs >= leftMs);
    },

    /** Whether what was typed was sent, and the answer to it was no failure of the server. */
    isSubmissionAnswered: (): boolean =>
      own(Infinity).some(
        ({ isSubmission, endedMs, status }) => isSubmission && endedMs !== null && (status ?? 500) < 500,
      ),

    /** Whether it has asked more than once. */
    hasAskedAgain: (): boolean => own(Infinity).filter(({ isAwaited }) => isAwaited).length > 1,

    /** When the first answer to the submission, or to anything asked after it, arrived; null when none has. */
    heardMs(): number | null {
      const asked = sinceSubmission();
      const heard = [
        // The response to a beacon cannot be read by the page.
        ...asked.flatMap(({ head, key }) =>
          head === null || key.startsWith('ping ') ? [] : [headTimes.get(head.key) ?? head.heardMs],
        ),
        ...(asked.length > 0 ? messageTimes : []),
      ];
      return heard.length === 0 ? null : Math.min(...heard);
    },

    /** Whether something asked since the action, and begun before that moment, still waits for its end. */
    isOpen: (begunBeforeMs = Infinity): boolean =>
      own(begunBeforeMs).some(({ endedMs, isAwaited }) => endedMs === null && isAwaited),

    /** Whether anything may still bring news, also a stream, or a poll that was there before the action. */
    isListening: (): boolean =>
      hasSocket ||
      [...asks.values()].some(({ endedMs, key }) => endedMs === null && !key.startsWith('ping ')),

    /** Whether nothing can bring news any more, also nothing that was opened before the page was watched. */
    isSilent(): boolean {
      return isWholeDocument && !this.isListening();
    },

    /** Whether a stream or a socket is open, and has said nothing since the action. */
    isAwaitingMessage: (): boolean =>
      messageTimes.length === 0 &&
      (hasSocket ||
        [...asks.values()].some(({ endedMs, key }) => endedMs === null && key.startsWith('eventsource '))),

    /** The longest pause before the page repeated a question since the action; null when it has repeated none. */
    longestPauseMs(): number | null {
      const asked = own(Infinity).filter(({ isAwaited }) => isAwaited);
      const pauses = asked.flatMap(({ key, endedMs }, at) => {
        const again = asked.slice(at + 1).find((later) => later.key === key);
        return endedMs === null || !again ? [] : [again.begunMs - endedMs];
      });
      return pauses.length === 0 ? null : Math.max(...pauses);
    },

    /** When the last of them ended; 0 when there was none. */
    lastEndMs: (begunBeforeMs = Infinity): number =>
      Math.max(0, ...own(begunBeforeMs).map(({ endedMs }) => endedMs ?? 0)),

    /** Whether another document is on its way. */
    isNavigating: (): boolean =>
      [...asks.values()].some(({ isNavigation, endedMs }) => isNavigation && endedMs === null),

    /** Whether the bank was asked something in this step, and answered nothing or nothing but 5xx. */
    isUnanswered: (): boolean => step.hasAsked && !step.hasHeard,
    /** Whether it was asked something in this step and has answered. */
    isAnswered: (): boolean => step.hasHeard,
    /** The status of the newest document that was asked for in this step, redirects followed. */
    pageStatus: (): number | null => step.pageStatus,
  };
}

interface Step {
  hasAsked: boolean;
  hasHeard: boolean;
  hasNewDocument: boolean;
  pageStatus: number | null;
}
const newStep = (): Step => ({ hasAsked: false, hasHeard: false, hasNewDocument: false, pageStatus: null });
