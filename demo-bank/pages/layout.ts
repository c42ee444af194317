import { type Html, html } from './html.js';
import { scriptElement } from './script.js';

interface Page {
  title: string;
  content: Html;
  isWide?: boolean;
  /** The path below which phone and ledger are; the demo bank's own where absent. */
  base?: string;
}

/** A whole document around the content of `main`. */
export function layout({ title, content, isWide = false, base = '' }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Demo Bank</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        ${scriptElement}
      </head>
      <body>
        <header>
          <a class="brand" href="${base}/"><span class="mark" aria-hidden="true"></span>Demo Bank</a>
          <nav><a href="${base}/inbox">Phone</a><a href="${base}/ledger">Ledger</a></nav>
        </header>
        <main class="${isWide ? 'wide' : 'narrow'}">${content}</main>
        <footer>A demonstration. No money lives here.</footer>
      </body>
    </html> `;
}
