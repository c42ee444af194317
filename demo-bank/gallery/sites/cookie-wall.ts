import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** A cookie wall that comes late, when the form is perhaps half filled in, and covers the button. */
export const cookieWall: Site = {
  shape: 'cookie-wall',
  bankName: 'Hafenbank',
  login(view) {
    const page = loginPage(view);
    return {
      ...page,
      content: html`${page.content}
        <dialog id="cookie-wall" aria-label="Cookies">
          <p>We and our 214 partners use cookies.</p>
          <button id="cookies-accept">Accept all</button>
          <button id="cookies-refuse" class="quiet">Only what is needed</button>
        </dialog>`,
      // A modal dialog makes the rest of the page inert: neither clicks nor keys reach the form.
      script: `
        const wall = document.querySelector('#cookie-wall');
        if (!localStorage.getItem('cookies')) setTimeout(() => wall.showModal(), 300);
        wall.addEventListener('click', ({ target }) => {
          if (!target.matches('button')) return;
          localStorage.setItem('cookies', target.id);
          wall.close();
        });`,
    };
  },
};
