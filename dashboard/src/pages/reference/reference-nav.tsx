import { useState } from 'react';
import { Link } from 'wouter';
import { useText } from '../../i18n';
import { classes } from '../../ui/classes';
import { TextField } from '../../ui/fields';
import { containsAllWords } from '../accounts/account-state';
import { useGuideTexts } from './guide-view';
import { findSections, guideHref, guides } from './guides';
import type { OpenApi, Operation } from './openapi';

interface ReferenceNavProps {
  document: OpenApi;
  operations: readonly Operation[];
  /** The operation or guide that is shown. */
  current: string | undefined;
  className?: string;
}

const groupLook = 'w-fit cursor-pointer rounded px-2 py-1 text-sm font-semibold';
const entryLook = (isCurrent: boolean): string =>
  classes(
    'block rounded-lg px-2 py-1.5 hover:bg-sunken -outline-offset-2',
    isCurrent && 'bg-accent-tint text-accent',
  );

/** The guides, and all operations by their tag, with a search over the guides, paths, summaries and descriptions. */
export function ReferenceNav({ document, operations, current, className = '' }: ReferenceNavProps) {
  const text = useText().reference;
  const [words, setWords] = useState('');
  const found = operations.filter(({ method, path, summary, description = '' }) =>
    containsAllWords(`${method} ${path} ${summary} ${description}`, words),
  );
  const isSearching = words.trim() !== '';
  const { data: texts = {} } = useGuideTexts({ isNeeded: isSearching });
  const sections = isSearching
    ? guides.flatMap(({ name, title }) =>
        findSections(texts[name] ?? '', (section) => containsAllWords(section, words)).map(
          ({ heading, id }) => ({ key: `${name}#${id}`, title: heading, detail: title }),
        ),
      )
    : guides.map(({ name, title }) => ({ key: name, title, detail: null }));
  const count = found.length + sections.length;
  const groups = document.tags
    .map(({ name }) => ({ name, members: found.filter(({ tags }) => tags.includes(name)) }))
    .filter(({ members }) => members.length > 0);
  return (
    <nav
      aria-label={text.operations}
      className={classes(
        'lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:self-start lg:overflow-y-auto lg:p-1',
        className,
      )}
    >
      <TextField
        label={text.search}
        type="search"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        autoComplete="off"
      />
      <p role="status" className="mt-2 text-xs text-soft">
        {count === 0 ? text.noneFound : text.found(count)}
      </p>
      {sections.length > 0 && (
        <details className="mt-3" open>
          <summary className={groupLook}>{text.guides}</summary>
          <ul className="mt-1">
            {sections.map(({ key, title, detail }) => (
              <li key={key}>
                <Link
                  href={guideHref(key)}
                  aria-current={key === current ? 'page' : undefined}
                  className={entryLook(key === current)}
                >
                  <span className="block text-sm">{title}</span>
                  {detail !== null && <span className="block text-xs text-soft">{detail}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
      {groups.map(({ name, members }, index) => (
        <details
          key={name}
          className="mt-3"
          open={
            isSearching ||
            (current === undefined ? index === 0 : members.some(({ operationId }) => operationId === current))
          }
        >
          <summary className={groupLook}>{name}</summary>
          <ul className="mt-1">
            {members.map(({ operationId, method, path, summary, isWebhook }) => (
              <li key={operationId}>
                <Link
                  href={`/reference/${operationId}`}
                  aria-current={operationId === current ? 'page' : undefined}
                  className={entryLook(operationId === current)}
                >
                  <span className="block text-sm">{isWebhook ? path : summary}</span>
                  {!isWebhook && (
                    <span className="block font-mono text-[0.6875rem] text-soft wrap-anywhere">
                      {method} {path}
                    </span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}
