import type { Candidate, Recorded } from './recorded-action.js';

/** What is done with an element: the role of one whose role is not recorded follows from it. */
export type Use = 'enter' | 'choose' | 'tick' | 'press' | 'see';

/** Stands for an element that the recording names in no stable way. */
export const undecided = '#DECIDE';

const roleOfUse: Partial<Record<Use, string>> = { enter: 'textbox', choose: 'combobox', tick: 'checkbox' };
const roleOfTag: Readonly<Record<string, string>> = { a: 'link', button: 'button', select: 'combobox' };

/**
 * The most stable of the recorded selectors: role and accessible name, then an id, then other CSS, then a text, then an
 * XPath. Generated ids, and whatever repeats one of `values`, are left out.
 */
export function stableSelector(
  { candidates }: Recorded,
  { use, values }: { use: Use; values: readonly string[] },
): string {
  const tag = tagOf(candidates);
  const ranked = candidates
    .flatMap((candidate) => {
      const selector = toSelector(candidate, roleOfUse[use] ?? roleOfTagName(tag));
      return selector === null ? [] : [{ selector, rank: rankOf(candidate) }];
    })
    .filter(({ selector }) => !values.some((value) => selector.includes(value)))
    .sort((one, other) => one.rank - other.rank);
  return ranked[0]?.selector ?? undecided;
}

function toSelector(candidate: Candidate, otherRole: string | undefined): string | null {
  switch (candidate.by) {
    case 'role': {
      const role = candidate.role ?? otherRole;
      return role === undefined ? null : `role=${role}[name=${JSON.stringify(candidate.name)}]`;
    }
    case 'css':
      return hasGeneratedId(candidate.css) ? null : candidate.css;
    case 'text':
      return `text=${JSON.stringify(candidate.text)}`;
    case 'xpath':
      return hasGeneratedId(candidate.xpath) ? null : `xpath=${candidate.xpath}`;
  }
}

function rankOf(candidate: Candidate): number {
  switch (candidate.by) {
    case 'role':
      return 0;
    case 'css':
      if (/^#[\w-]+$/.test(candidate.css)) return 1;
      return /^\[(?:data-[\w-]+|name|placeholder)/.test(candidate.css) ? 2 : 3;
    case 'text':
      return 4;
    case 'xpath':
      return 5;
  }
}

/** Ids that frameworks count up or draw by lot, as they are written in CSS and XPath. */
const generatedId =
  /:|\\|\d{4}|^(?:ember|ext-|mat-|cdk-|radix-|headlessui-|react-|mui-|j_idt|yui|gwt-|input-?\d|field-?\d|«)|(?=[a-f0-9]*\d)(?=[a-f0-9]*[a-f])[a-f0-9]{6,}/i;

function hasGeneratedId(selector: string): boolean {
  const ids = selector.matchAll(/#((?:\\.|[^\s>+~.:[#])+)|id=["']([^"']*)["']/g);
  return [...ids].some(([, css, quoted]) => generatedId.test(css ?? quoted ?? ''));
}

/** The tag that CSS or XPath ends in, such as `h1` in `#accounts > h1`. */
function tagOf(candidates: readonly Candidate[]): string | undefined {
  for (const candidate of candidates) {
    if (candidate.by !== 'css' && candidate.by !== 'xpath') continue;
    const path = candidate.by === 'css' ? candidate.css : candidate.xpath;
    const tag = /(?:^|[\s>/])([a-z][a-z0-9]*)(?::[\w-]+\([^)]*\)|[.#[][^\s>/]*)*$/.exec(path)?.[1];
    if (tag !== undefined) return tag;
  }
  return undefined;
}

const roleOfTagName = (tag: string | undefined): string | undefined =>
  tag !== undefined && /^h[1-6]$/.test(tag) ? 'heading' : roleOfTag[tag ?? ''];
