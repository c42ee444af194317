import type { Evidence } from '../../api/schemas';
import { useLanguage, useText } from '../../i18n';
import { placeInFile } from './place-in-file';

const mostNamed = { heading: 2, field: 3, button: 3, link: 2 } as const;
type Named = keyof typeof mostNamed;

/** Returns a function that says in a sentence or two what stopped a session, and what its page has. */
export function useEvidenceSentence(): (evidence: Evidence) => string {
  const { evidence: words } = useText();
  const { language } = useLanguage();
  const list = new Intl.ListFormat(language, { type: 'conjunction' });

  return (evidence) => {
    const { cause, waited_for: waitedFor, was_slow: wasSlow } = evidence;
    const page = words.pages[isKnown(words.pages, evidence.after) ? evidence.after : 'first'];
    const known: Readonly<Record<string, (page: string, what: string) => string>> = words.causes;
    const what = namedBy(evidence) ?? waitedFor?.selector ?? '';
    const said = known[cause]?.(page, what) ?? words.causes.unknown_page(page);
    const parts = partsOf(evidence);
    const has = parts.length === 0 ? [] : [words.itHas(list.format(parts))];
    // A page that was not read in time says that itself.
    return [said, ...has, ...(wasSlow && cause !== 'not_read' ? [words.wasSlow] : [])].join(' ');
  };

  function namedBy({ cause, covers, http_status: status, invalid_selectors: invalid }: Evidence) {
    if (cause === 'covered') return covers[0]?.element;
    if (cause === 'no_answer') return String(status ?? '');
    return cause === 'invalid_selector' && invalid?.length
      ? list.format(invalid.map(({ path, selector }) => `${placeInFile(path)}: ${selector}`))
      : undefined;
  }

  function partsOf({ elements }: Evidence): string[] {
    return Object.entries(mostNamed).flatMap(([kind, most]) =>
      elements
        .filter((one) => one.kind === kind && one.label !== '' && !one.covered)
        .slice(0, most)
        .map(({ label }) => words.named[kind as Named](label)),
    );
  }
}

const isKnown = <T extends object>(words: T, name: string | null): name is Extract<keyof T, string> =>
  name !== null && Object.hasOwn(words, name);
