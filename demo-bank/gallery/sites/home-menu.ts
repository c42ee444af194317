import { html } from '../../pages/html.js';
import { loginForm } from '../login-form.js';
import { loginErrorIf } from '../parts.js';
import type { Site } from '../site.js';

/** The login form is in a drawer of the home page, and is drawn when the menu opens it. */
export const homeMenu: Site = {
  shape: 'home-menu',
  bankName: 'Lakeside Credit Union',
  login(view) {
    return {
      title: 'Home',
      content: html`<nav class="menu">
          <button id="menu-loans" class="quiet">Loans</button>
          <button id="menu-login" aria-expanded="false" aria-controls="drawer">Log in</button>
        </nav>
        <h1>Banking by the lake</h1>
        <p>Mortgages from 3.2 %.</p>
        <aside class="card" id="drawer" hidden>
          ${loginErrorIf(view.isRefused)} ${loginForm({ action: `${view.base}/login` })}
        </aside>`,
      script: `
        const drawer = document.querySelector('#drawer');
        const open = () => { drawer.hidden = false; };
        if (document.querySelector('#login-error')) open();
        document.querySelector('#menu-login').addEventListener('click', () => setTimeout(open, 150));`,
    };
  },
};
