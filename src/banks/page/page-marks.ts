/**
 * What runs inside a bank's page. Before something is sent, what is visible is marked; afterwards the marks tell
 * what is new: an element without a mark, or one that was hidden, moved or written anew in the meantime, be it
 * for a moment between two looks. Another document has no marks at all.
 */

/** The compiler knows no DOM here (its types would change other folders): this is all that is used of it. */
interface PageNode {
  readonly isConnected: boolean;
  contains(other: PageNode): boolean;
  getRootNode(): PageNode;
}
export interface PageElement extends PageNode {
  readonly innerText?: string;
  matches(selector: string): boolean;
  checkVisibility(options: { visibilityProperty: boolean }): boolean;
  getBoundingClientRect(): { width: number; height: number };
  getAttribute(name: string): string | null;
}
interface PageMutation {
  readonly type: 'attributes' | 'characterData' | 'childList';
  readonly target: PageNode;
  readonly attributeName: string | null;
  readonly oldValue: string | null;
  readonly addedNodes: ArrayLike<PageNode>;
  readonly removedNodes: ArrayLike<PageNode>;
}
declare const MutationObserver: new (react: (mutations: PageMutation[]) => void) => {
  observe(node: PageNode, options: Record<string, boolean>): void;
  takeRecords(): PageMutation[];
  disconnect(): void;
};
declare const performance: { timeOrigin: number; now(): number };
declare const document: PageNode & { bankMarks?: PageMarks };
declare const location: { href: string };

interface PageMarks {
  mark(rule: number, elements: PageElement[]): void;
  countNew(rule: number, elements: PageElement[]): number;
  /** When one of them was last drawn, by the document's `performance.now()`; null when not since the marking. */
  drawnAt(elements: PageElement[]): number | null;
  /** When one of a rule's elements was last written, other numbers aside; null when not since it was marked. */
  writtenAt(rule: number, elements: PageElement[]): number | null;
  /** The address of the document when it was marked. */
  readonly address: string;
  /** Grows with whatever is drawn. */
  changes(): number;
  forget(): void;
}

/** How one rule's marked elements become new. */
export interface MarkRule {
  /** True: other text or another look makes it new. An input or a whole form changes without being an answer. */
  textCounts: boolean;
}

/** Self-contained: its text is sent to the page. */
function markPage(rules: MarkRule[]): void {
  interface Mark {
    wasVisible: boolean;
    text: string;
    attributes: Record<string, string | null>;
    isNew: boolean;
    writtenAt: number | null;
    lastText: string;
  }
  const looks = ['class', 'style', 'hidden'];
  const marks = rules.map(() => new Map<PageElement, Mark>());
  const observed = new Set<PageNode>();

  const isVisible = (element: PageElement): boolean => {
    if (!element.isConnected || !element.checkVisibility({ visibilityProperty: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const wasMoved = (element: PageElement, mutations: PageMutation[]): boolean =>
    mutations.some(({ removedNodes }) => Array.from(removedNodes).some((node) => node.contains(element)));
  const wasWritten = (element: PageElement, mark: Mark, mutations: PageMutation[]): boolean =>
    mutations.some(({ type, target, attributeName, oldValue }) => {
      if (type !== 'attributes') return element.contains(target);
      // Through another value and back counts; the value that it had, set once more, does not.
      const name = attributeName ?? '';
      return target === element && name in mark.attributes && oldValue !== mark.attributes[name];
    });
  /** Other numbers, or a number where there was none. */
  const hasOnlyCounted = (before: string, now: string): boolean => {
    const withoutNumbers = (text: string): string => text.replace(/\d+/g, '0');
    const isBegun = before !== '' && now.startsWith(before) && /\d/.test(now.slice(before.length));
    return now !== before && (isBegun || withoutNumbers(now) === withoutNumbers(before));
  };
  const looksOther = (element: PageElement, { text, attributes }: Mark): boolean =>
    (element.innerText ?? '') !== text ||
    looks.some((name) => element.getAttribute(name) !== attributes[name]);

  /** When something was last done to a node that shows with all below it, and to the content of a node. */
  const shownAt = new Map<PageNode, number>();
  const contentAt = new Map<PageNode, number>();
  const keepTimes = (mutations: PageMutation[]): void => {
    const now = performance.now();
    for (const { type, target, addedNodes } of mutations) {
      (type === 'attributes' ? shownAt : contentAt).set(target, now);
      for (const node of Array.from(addedNodes)) shownAt.set(node, now);
    }
  };

  let changes = 0;
  const note = (mutations: PageMutation[]): void => {
    changes += mutations.length;
    keepTimes(mutations);
    rules.forEach(({ textCounts }, rule) => {
      for (const [element, mark] of marks[rule] ?? []) {
        if (textCounts && wasWritten(element, mark, mutations)) {
          const text = element.innerText ?? '';
          if (!hasOnlyCounted(mark.lastText, text)) mark.writtenAt = performance.now();
          mark.lastText = text;
        }
        if (mark.isNew) continue;
        mark.isNew =
          (mark.wasVisible && !isVisible(element)) ||
          wasMoved(element, mutations) ||
          (textCounts && (wasWritten(element, mark, mutations) || looksOther(element, mark)));
      }
    });
  };
  const observer = new MutationObserver(note);
  const observe = (root: PageNode): void => {
    if (observed.has(root)) return;
    observed.add(root);
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeOldValue: true,
    });
  };

  const api: PageMarks = {
    address: location.href,
    mark: (rule, elements) => {
      observe(document);
      for (const element of elements) {
        // A shadow tree is not observed from outside.
        observe(element.getRootNode());
        marks[rule]?.set(element, {
          wasVisible: isVisible(element),
          text: element.innerText ?? '',
          attributes: Object.fromEntries(looks.map((name) => [name, element.getAttribute(name)])),
          isNew: false,
          writtenAt: null,
          lastText: element.innerText ?? '',
        });
      }
    },
    countNew: (rule, elements) => {
      note(observer.takeRecords());
      return elements.filter((element) => marks[rule]?.get(element)?.isNew ?? true).length;
    },
    drawnAt: (elements) => {
      const times: number[] = [];
      for (const [node, at] of shownAt)
        if (elements.some((element) => node.contains(element))) times.push(at);
      for (const [node, at] of contentAt)
        if (elements.some((element) => element.contains(node))) times.push(at);
      return times.length === 0 ? null : Math.max(...times);
    },
    writtenAt: (rule, elements) => {
      const times = elements.flatMap((element) => marks[rule]?.get(element)?.writtenAt ?? []);
      return times.length === 0 ? null : Math.max(...times);
    },
    changes: () => {
      note(observer.takeRecords());
      return changes;
    },
    forget: () => {
      observer.disconnect();
    },
  };
  document.bankMarks?.forget();
  Object.defineProperty(document, 'bankMarks', { value: api, configurable: true });
}

/** A compiler that keeps function names wraps inner functions in `__name`, which no page has. */
export const markPageScript = (rules: MarkRule[]): string =>
  `{ const __name = (it) => it; (${markPage.toString()})(${JSON.stringify(rules)}); }`;

/** For `evaluate`: stops watching a page that may stay open for long. */
export function stopWatching(): void {
  document.bankMarks?.forget();
}

/** A rule among those that are asked together; without a selector it is the only one, and all elements are its own. */
export interface AskedRule {
  rule: number;
  selector?: string;
}

/**
 * For `evaluateAll` of the visible elements of these rules, and therefore without inner named functions. Null: an element
 * is in a shadow tree, where it does not know all that its rule's selector looks at.
 */
export function markRules(elements: PageElement[], rules: AskedRule[]): true[] | null {
  if (rules.length > 1 && elements.some((element) => element.getRootNode() !== document)) return null;
  return rules.map(({ rule, selector }) => {
    const own = elements.filter((element) => selector === undefined || element.matches(selector));
    document.bankMarks?.mark(rule, own);
    return true;
  });
}

/** Tells one document from the next, and whether it was drawn anew: `changes` is null where nothing was marked. */
export interface PageVersion {
  document: number;
  changes: number | null;
  address: string;
  /** The address at the marking; null where nothing was marked. */
  markedAddress: string | null;
}

/** For `evaluate`. */
export function seeVersion(): PageVersion {
  return {
    document: performance.timeOrigin,
    changes: document.bankMarks?.changes() ?? null,
    address: location.href,
    markedAddress: document.bankMarks?.address ?? null,
  };
}

export interface Seen {
  isVisible: boolean;
  isNew: boolean;
  /** When it was last drawn since the marking, by the document's `performance.now()`; null where that is not known. */
  drawnAt: number | null;
  /** When it was last written, other numbers aside; null when it was not since the marking, by the same clock. */
  writtenAt: number | null;
  text: string;
}

/** For `evaluateAll`, as `markRules`. */
export function seeRules(elements: PageElement[], rules: AskedRule[]): (Seen & PageVersion)[] | null {
  if (rules.length > 1 && elements.some((element) => element.getRootNode() !== document)) return null;
  return rules.map(({ rule, selector }) => {
    const own = elements.filter((element) => selector === undefined || element.matches(selector));
    return {
      document: performance.timeOrigin,
      changes: document.bankMarks?.changes() ?? null,
      address: location.href,
      markedAddress: document.bankMarks?.address ?? null,
      isVisible: own.length > 0,
      isNew: own.length > 0 && (document.bankMarks?.countNew(rule, own) ?? own.length) > 0,
      drawnAt: document.bankMarks?.drawnAt(own) ?? null,
      writtenAt: document.bankMarks?.writtenAt(rule, own) ?? null,
      text: own
        .map((element) => element.innerText ?? '')
        .join(' ')
        .slice(0, 5_000)
        .replace(/\s+/g, ' ')
        .trim(),
    };
  });
}
