import { lexer, type MarkedToken, type Token, type Tokens, walkTokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Snippet } from '../../ui/snippet';
import { headingId, hrefInDashboard } from './guides';

/** Markdown as elements: no HTML is parsed, so nothing in a text can become a script. The first heading is left out. */
export function Markdown({ markdown }: { markdown: string }) {
  const tokens = lexer(markdown);
  const labels = labelCode(tokens);
  return <div className="flex max-w-3xl flex-col gap-4">{blocks(tokens.filter(isNotTitle), labels)}</div>;
}

type Labels = ReadonlyMap<Token, string>;

/** A name for each block of code: its language, and its number, so that no two have the same. */
function labelCode(tokens: Token[]): Labels {
  const labels = new Map<Token, string>();
  void walkTokens(tokens, (token) => {
    if (token.type !== 'code') return;
    const { lang } = token as Tokens.Code;
    labels.set(token, `${labels.size + 1} · ${lang || 'text'}`);
  });
  return labels;
}

const isNotTitle = (token: Token): boolean =>
  !(token.type === 'heading' && (token as Tokens.Heading).depth === 1);

/** The lexer has no extensions, so it makes no tokens but its own. */
const blocks = (tokens: readonly Token[], labels: Labels): ReactNode =>
  tokens.map((token, index) => <Fragment key={index}>{block(token as MarkedToken, labels)}</Fragment>);

function block(token: MarkedToken, labels: Labels): ReactNode {
  if (token.type === 'heading') return heading(token);
  if (token.type === 'paragraph') return <p>{inline(token.tokens)}</p>;
  if (token.type === 'code') return <Snippet label={labels.get(token) ?? ''} value={token.text} />;
  if (token.type === 'list') return list(token, labels);
  if (token.type === 'table') return table(token);
  if (token.type === 'space') return null;
  if (token.type === 'blockquote')
    return <blockquote className="border-l-2 border-line pl-4">{blocks(token.tokens, labels)}</blockquote>;
  return span(token);
}

function heading({ depth, text, tokens }: Tokens.Heading): ReactNode {
  const id = headingId(text.replaceAll('`', ''));
  return depth === 2 ? (
    <h2 id={id} className="mt-4 scroll-mt-20 text-xl font-semibold tracking-tight">
      {inline(tokens)}
    </h2>
  ) : (
    <h3 id={id} className="mt-2 scroll-mt-20 text-base font-semibold">
      {inline(tokens)}
    </h3>
  );
}

function list({ ordered, items }: Tokens.List, labels: Labels): ReactNode {
  const entries = items.map((item, index) => (
    <li key={index} className="pl-1">
      {blocks(item.tokens, labels)}
    </li>
  ));
  return ordered ? (
    <ol className="flex list-decimal flex-col gap-1.5 pl-6">{entries}</ol>
  ) : (
    <ul className="flex list-disc flex-col gap-1.5 pl-6">{entries}</ul>
  );
}

const table = ({ header, rows }: Tokens.Table): ReactNode => (
  <div
    className="overflow-x-auto"
    role="region"
    aria-label={header.map(({ text }) => text).join(', ')}
    // The keyboard can scroll it.
    tabIndex={0}
  >
    <table className="w-full text-left text-sm">
      <thead>
        <tr>
          {header.map((cell, index) => (
            <th key={index} scope="col" className="border-b border-line py-2 pr-4 font-semibold">
              {inline(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, place) => (
              <td key={place} className="min-w-36 border-b border-line py-2 pr-4 align-top">
                {inline(cell.tokens)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const inline = (tokens: readonly Token[] | undefined): ReactNode =>
  tokens?.map((token, index) => <Fragment key={index}>{span(token as MarkedToken)}</Fragment>);

function span(token: MarkedToken): ReactNode {
  if (token.type === 'strong') return <strong className="font-semibold">{inline(token.tokens)}</strong>;
  if (token.type === 'em') return <em>{inline(token.tokens)}</em>;
  if (token.type === 'link') return link(token);
  if (token.type === 'br') return <br />;
  if (token.type === 'codespan')
    return (
      <code className="rounded bg-sunken px-1 font-mono text-[0.875em] wrap-anywhere">{token.text}</code>
    );
  // The text of a list's item has spans in it.
  if (token.type === 'text' && token.tokens !== undefined) return inline(token.tokens);
  return 'text' in token ? token.text : token.raw;
}

const linkLook = 'rounded text-accent underline underline-offset-2 wrap-anywhere';

function link({ href, tokens }: Tokens.Link): ReactNode {
  const target = hrefInDashboard(href);
  if (target === undefined) return inline(tokens);
  if (target.startsWith('/'))
    return (
      <Link href={target} className={linkLook}>
        {inline(tokens)}
      </Link>
    );
  return (
    <a
      href={target}
      className={linkLook}
      {...(!target.startsWith('#') && { target: '_blank', rel: 'noreferrer' })}
    >
      {inline(tokens)}
    </a>
  );
}
