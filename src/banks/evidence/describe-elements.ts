/** What runs inside a bank's page to describe what a person sees there. */

/** The compiler knows no DOM here (its types would change other folders): this is all that is used of it. */
interface PageNode {
  readonly parentNode: PageNode | null;
  /** Of a shadow root only. */
  readonly host?: DescribedElement;
  getRootNode(): PageRoot;
}
interface PageRoot extends PageNode {
  elementFromPoint?(x: number, y: number): DescribedElement | null;
  getElementById?(id: string): DescribedElement | null;
}
export interface DescribedElement extends PageNode {
  readonly tagName: string;
  readonly innerText?: string;
  readonly textContent: string | null;
  readonly value?: unknown;
  readonly disabled?: boolean;
  readonly labels?: ArrayLike<DescribedElement> | null;
  readonly parentElement: DescribedElement | null;
  readonly children: ArrayLike<DescribedElement>;
  readonly classList: ArrayLike<string>;
  matches(selector: string): boolean;
  closest(selector: string): DescribedElement | null;
  querySelector(selector: string): DescribedElement | null;
  readonly shadowRoot: PageRoot | null;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
}
declare const document: PageRoot & { querySelectorAll(selector: string): ArrayLike<DescribedElement> };
declare const CSS: { escape(text: string): string };
declare const innerWidth: number;
declare const innerHeight: number;

/** A selector that may fit, and the page's words in it. */
interface Candidate {
  selector: string;
  words: string;
  /** The page itself has found nothing else for it, hidden or not; otherwise that is to be found out. */
  isUnique: boolean;
}

/** An element as the page has it: the texts still hold whatever the page shows. */
export interface RawElement {
  kind: 'field' | 'button' | 'link' | 'heading' | 'frame';
  role: string;
  label: string;
  candidates: Candidate[];
  disabled: boolean;
  /** Which of the covers lies over its middle; null for none, or where that is out of sight. */
  under: number | null;
  /** Which of the covers it is part of. */
  inside: number | null;
  isPassword: boolean;
  /** `autocomplete`, `inputmode`, `name` and `id`, for finding out what a field is for. */
  hints: string;
  maxLength: number | null;
  /** A button that sends its form, or a field in one: which form; null for none. */
  form: number | null;
  submits: boolean;
}

export interface RawCover {
  tag: string;
  label: string;
  candidates: Candidate[];
}

export interface RawElements {
  elements: RawElement[];
  covers: RawCover[];
}

/** What a person acts on or reads first; the engine looks into open shadow trees too. */
export const described = [
  'input:not([type="hidden"])',
  'textarea',
  'select',
  '[contenteditable=""]',
  '[contenteditable="true"]',
  'button',
  'summary',
  'a[href]',
  ...[
    'button',
    'link',
    'textbox',
    'combobox',
    'searchbox',
    'checkbox',
    'radio',
    'heading',
    'menuitem',
    'tab',
  ].map((role) => `[role="${role}"]`),
  'h1, h2, h3, h4, [role="alert"]',
  'iframe',
  'frame',
].join(', ');

/** Self-contained: its text is sent to the page. Describes up to `most` elements. */
export function describeElements(found: DescribedElement | DescribedElement[], most: number): RawElements {
  // A longer text is no label, and a secret could be cut in the middle.
  const longest = 300;
  const covers: { element: DescribedElement; described: RawCover }[] = [];
  const forms: DescribedElement[] = [];
  // The engine looks into shadow trees, the document does not.
  const hasShadowTrees = Array.from(document.querySelectorAll('*')).some(
    ({ shadowRoot }) => shadowRoot !== null,
  );
  const elements = (Array.isArray(found) ? found : [found]).slice(0, most).map(describe);
  for (const { raw, element } of elements) raw.inside = insideOf(element);
  return { elements: elements.map(({ raw }) => raw), covers: covers.map((cover) => cover.described) };

  function describe(element: DescribedElement): { raw: RawElement; element: DescribedElement } {
    const kind = kindOf(element);
    const attribute = (name: string): string => element.getAttribute(name) ?? '';
    const form = element.closest('form');
    if (form && !forms.includes(form)) forms.push(form);
    const maxLength = Number(attribute('maxlength'));
    const raw: RawElement = {
      kind,
      role: roleOf(element, kind),
      label: labelOf(element, kind),
      candidates: candidatesOf(element, kind),
      disabled: element.matches(':disabled, [aria-disabled="true"]'),
      under: underOf(element),
      inside: null,
      isPassword: element.matches('input[type="password"]'),
      hints: ['autocomplete', 'inputmode', 'name', 'id', 'type', 'class'].map(attribute).join(' '),
      maxLength: maxLength > 0 ? maxLength : null,
      form: form ? forms.indexOf(form) : null,
      submits: element.matches(
        'input[type="submit"], input[type="image"], button:not([type]), button[type="submit"]',
      ),
    };
    return { raw, element };
  }

  function kindOf(element: DescribedElement): RawElement['kind'] {
    if (element.matches('iframe, frame')) return 'frame';
    if (element.matches('h1, h2, h3, h4, [role="heading"], [role="alert"]')) return 'heading';
    const buttons =
      'button, summary, input[type="submit"], input[type="button"], input[type="reset"], input[type="image"]';
    if (element.matches(`${buttons}, [role="button"], [role="menuitem"], [role="tab"]`)) return 'button';
    if (element.matches('a[href], [role="link"]')) return 'link';
    return 'field';
  }

  function roleOf(element: DescribedElement, kind: RawElement['kind']): string {
    const own = element.getAttribute('role');
    if (own !== null && own.trim() !== '') return own.trim();
    if (kind !== 'field') return kind;
    if (element.matches('select')) return 'combobox';
    const type = element.getAttribute('type') ?? 'text';
    return type === 'checkbox' || type === 'radio' ? type : type === 'password' ? 'password' : 'textbox';
  }

  function textOf(element: DescribedElement | null | undefined): string {
    const text = (element?.innerText ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
    return text.length <= longest ? text : '';
  }

  function labelOf(element: DescribedElement, kind: RawElement['kind']): string {
    const attribute = (name: string): string => {
      const text = (element.getAttribute(name) ?? '').trim();
      return text.length <= longest ? text : '';
    };
    const root = element.getRootNode();
    const named = attribute('aria-labelledby')
      .split(/\s+/)
      .map((id) => (id === '' ? '' : textOf(root.getElementById?.(id))))
      .join(' ')
      .trim();
    const isInput = element.matches('input, textarea, select, [contenteditable]');
    const ofButton =
      element.matches('input') && kind === 'button' && typeof element.value === 'string' ? element.value : '';
    const labels = Array.from(element.labels ?? [], textOf)
      .join(' ')
      .trim();
    return (
      [
        named,
        attribute('aria-label'),
        isInput ? labels : textOf(element),
        ofButton.length <= longest ? ofButton : '',
        attribute('placeholder'),
        attribute('alt'),
        attribute('title'),
        (element.querySelector('img[alt]')?.getAttribute('alt') ?? '').slice(0, longest),
        kind === 'field' || kind === 'frame' ? attribute('name') : '',
      ].find((text) => text !== '' && text.length <= longest) ?? ''
    );
  }

  function candidatesOf(element: DescribedElement, kind: RawElement['kind']): Candidate[] {
    const tag = element.tagName.toLowerCase();
    const list: Candidate[] = [];
    const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
    const add = (selector: string, words: string): void => {
      if (words.length <= 100) list.push({ selector, words, isUnique: isUnique(selector) });
    };
    const id = element.getAttribute('id') ?? '';
    if (id !== '') add(`#${CSS.escape(id)}`, id);
    for (const name of ['data-testid', 'data-test', 'data-qa']) {
      const value = element.getAttribute(name);
      if (value) add(`[${name}=${quoted(value)}]`, value);
    }
    for (const name of ['name', 'autocomplete', 'aria-label', 'title']) {
      const value = element.getAttribute(name);
      if (value && value !== 'on' && value !== 'off') add(`${tag}[${name}=${quoted(value)}]`, value);
    }
    if (element.matches('input[type="password"]')) add('input[type="password"]', '');
    const text = textOf(element);
    if (kind !== 'field' && kind !== 'frame' && text !== '' && text.length <= 60)
      add(`${tag}:text-is(${quoted(text)})`, text);
    if (element.matches('input[type="submit"], input[type="button"]') && typeof element.value === 'string')
      add(`input[value=${quoted(element.value)}]`, element.value);
    for (const name of Array.from(element.classList)) add(`${tag}.${CSS.escape(name)}`, name);
    if (element.matches('button[type="submit"], input[type="submit"]')) add(`${tag}[type="submit"]`, '');
    const path = pathOf(element);
    if (path !== null) add(path, '');
    return list;
  }

  function isUnique(selector: string): boolean {
    if (hasShadowTrees) return false;
    try {
      return document.querySelectorAll(selector).length === 1;
    } catch {
      // It is not one of the browser's own, such as one by text.
      return false;
    }
  }

  /** The way from the body by place; null inside a shadow tree, where it would lead nowhere. */
  function pathOf(element: DescribedElement): string | null {
    if (element.getRootNode() !== document) return null;
    const parts: string[] = [];
    for (let at = element, parent = at.parentElement; parent; at = parent, parent = at.parentElement) {
      const { tagName } = at;
      const alike = Array.from(parent.children).filter((child) => child.tagName === tagName);
      const tag = tagName.toLowerCase();
      parts.unshift(alike.length === 1 ? tag : `${tag}:nth-of-type(${alike.indexOf(at) + 1})`);
      if (tag === 'body') break;
    }
    return parts.join(' > ');
  }

  function parentOf(node: PageNode): PageNode | null {
    return node.parentNode ?? node.host ?? null;
  }

  function holds(outer: PageNode, inner: PageNode): boolean {
    for (let at: PageNode | null = inner; at; at = parentOf(at)) if (at === outer) return true;
    return false;
  }

  function isElement(node: PageNode): node is DescribedElement {
    return 'tagName' in node;
  }

  function underOf(element: DescribedElement): number | null {
    const { x, y, width, height } = element.getBoundingClientRect();
    const [middleX, middleY] = [x + width / 2, y + height / 2];
    if (middleX < 0 || middleY < 0 || middleX >= innerWidth || middleY >= innerHeight) return null;
    const root = element.getRootNode();
    const hit = (root.elementFromPoint ? root : document).elementFromPoint?.(middleX, middleY) ?? null;
    if (!hit || holds(element, hit) || holds(hit, element)) return null;
    if (Array.from(element.labels ?? []).some((label) => holds(label, hit))) return null;
    // The outermost element that lies over it and does not hold it.
    let cover = hit;
    for (let at: PageNode | null = hit; at && !holds(at, element); at = parentOf(at))
      if (isElement(at)) cover = at;
    const known = covers.findIndex((one) => one.element === cover);
    if (known >= 0) return known;
    const described = {
      tag: cover.tagName.toLowerCase(),
      label: [cover.getAttribute('aria-label') ?? '', textOf(cover)].find((text) => text !== '') ?? '',
      candidates: candidatesOf(cover, 'field'),
    };
    covers.push({ element: cover, described });
    return covers.length - 1;
  }

  function insideOf(element: DescribedElement): number | null {
    const at = covers.findIndex((cover) => holds(cover.element, element));
    return at < 0 ? null : at;
  }
}
