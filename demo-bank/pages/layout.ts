import { type Html, html } from './html.js';
import { scriptElement } from './script.js';

interface Page {
  title: string;
  content: Html;
  isWide?: boolean;
}

/** A whole document around the content of `main`. */
export function layout({ title, content, isWide = false }: Page): Html {
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
          <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Demo Bank</a>
          <nav><a href="/inbox">Phone</a><a href="/ledger">Ledger</a></nav>
        </header>
        <main class="${isWide ? 'wide' : 'narrow'}">${content}</main>
        <footer>A demonstration. No money lives here.</footer>
      </body>
    </html> `;
}
