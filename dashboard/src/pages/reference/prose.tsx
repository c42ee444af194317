import { Fragment } from 'react';

interface ProseProps {
  markdown: string;
  className?: string;
}

/** Paragraphs with `code`: all that the descriptions in the OpenAPI document use of Markdown. */
export const Prose = ({ markdown, className = '' }: ProseProps) =>
  markdown.split('\n\n').map((paragraph, index) => (
    <p key={index} className={className}>
      {paragraph.split('`').map((part, place) =>
        place % 2 === 1 ? (
          <code key={place} className="rounded bg-sunken px-1 font-mono text-[0.875em] wrap-anywhere">
            {part}
          </code>
        ) : (
          <Fragment key={place}>{part}</Fragment>
        ),
      )}
    </p>
  ));
