import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { html, Html } from '../pages/html.js';

/** One page of a site. */
export interface Page {
  title: string;
  content: Html;
  /** The page's own script. It runs at the end of the document. */
  script?: string;
  status?: number;
}

/**
 * The same server under its other name: another origin, and another site, for the browser. Under a name that is not
 * this machine's own, it is the same.
 */
export function otherOrigin(req: Request): string {
  const { host, hostname } = req;
  const names: Record<string, string> = { '127.0.0.1': 'localhost', localhost: '127.0.0.1' };
  const other = Object.hasOwn(names, hostname) ? names[hostname] : undefined;
  return `http://${other === undefined ? host : host.replace(hostname, other)}`;
}

/** Sends a page, with a Content-Security-Policy for its script and for frames and forms of both origins. */
export function sendPage(
  req: Request,
  res: Response,
  { bankName, page }: { bankName: string; page: Page },
): void {
  const { title, content, script = '', status = 200 } = page;
  const hash = createHash('sha256').update(script).digest('base64');
  const bothOrigins = `'self' ${otherOrigin(req)}`;
  res.set(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      "style-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      `form-action ${bothOrigins}`,
      `frame-src ${bothOrigins}`,
      `frame-ancestors ${bothOrigins}`,
    ].join('; '),
  );
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${bankName}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        <link rel="stylesheet" href="/gallery/style.css" />
      </head>
      <body>
        <header><span class="brand">${bankName}</span></header>
        <main class="narrow">${content}</main>
        ${script === '' ? null : new Html(`<script>${script}</script>`)}
      </body>
    </html> `;
  res.status(status).type('html').send(document.text);
}
