import { Router } from 'express';
import type { RandomInt } from '../codes.js';
import { html } from '../pages/html.js';
import { layout } from '../pages/layout.js';
import { requestSites } from './request-sites.js';
import { siteRoutes } from './site-routes.js';
import { sites } from './sites.js';
import { galleryStyle } from './style.js';

/** The banks of the gallery, each below its shape, and a page that lists them. */
export function galleryRoutes(deps: { now: () => number; random: RandomInt }): Router {
  const router = Router();
  router.get('/', (req, res) => {
    const items = [...sites, ...requestSites].map(
      ({ shape, bankName }) =>
        html`<dt><a href="${req.baseUrl}/${shape}/">${shape}</a></dt>
          <dd>${bankName}</dd>`,
    );
    const content = html`<section class="card">
      <h1>Gallery</h1>
      <dl>${items}</dl>
    </section>`;
    res.send(layout({ title: 'Gallery', content }).text);
  });
  router.get('/style.css', (_req, res) => void res.type('css').send(galleryStyle));
  for (const site of [...sites, ...requestSites]) router.use(`/${site.shape}`, siteRoutes(site, deps));
  return router;
}
