import { useState } from 'react';
import { Link } from 'wouter';
import { useText } from '../../i18n';
import { classes } from '../../ui/classes';
import { TextField } from '../../ui/fields';
import { containsAllWords } from '../accounts/account-state';
import type { OpenApi, Operation } from './openapi';

interface ReferenceNavProps {
  document: OpenApi;
  operations: readonly Operation[];
  /** The operation that is shown. */
  current: string | undefined;
  className?: string;
}

/** All operations by their tag, with a search over path, summary and description. */
export function ReferenceNav({ document, operations, current, className = '' }: ReferenceNavProps) {
  const text = useText().reference;
  const [words, setWords] = useState('');
  const found = operations.filter(({ method, path, summary, description = '' }) =>
    containsAllWords(`${method} ${path} ${summary} ${description}`, words),
  );
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
        {found.length === 0 ? text.noneFound : text.found(found.length)}
      </p>
      {groups.map(({ name, members }, index) => (
        <details
          key={name}
          className="mt-3"
          open={
            words.trim() !== '' ||
            (current === undefined ? index === 0 : members.some(({ operationId }) => operationId === current))
          }
        >
          <summary className="w-fit cursor-pointer rounded px-2 py-1 text-sm font-semibold">{name}</summary>
          <ul className="mt-1">
            {members.map(({ operationId, method, path, summary, isWebhook }) => (
              <li key={operationId}>
                <Link
                  href={`/reference/${operationId}`}
                  aria-current={operationId === current ? 'page' : undefined}
                  className={classes(
                    'block rounded-lg px-2 py-1.5 hover:bg-sunken',
                    operationId === current && 'bg-accent-tint text-accent',
                  )}
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
