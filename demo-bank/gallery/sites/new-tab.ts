import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The home page opens online banking in a new tab; the old one stays as it is. */
export const newTab: Site = {
  shape: 'new-tab',
  bankName: 'Polderbank',
  login: (view) =>
    view.isRefused
      ? loginPage(view)
      : {
          title: 'Home',
          content: html`<h1>Welcome to Polderbank</h1>
            <p><a id="online-banking" href="${view.base}/sign-in" target="_blank">Online banking</a></p>`,
        },
  get: { '/sign-in': (tools) => tools.send(loginPage({ ...tools, isRefused: false })) },
};
