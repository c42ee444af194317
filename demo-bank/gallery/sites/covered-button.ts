import { html } from '../../pages/html.js';
import { loginErrorIf, passwordField, usernameField } from '../parts.js';
import type { Site } from '../site.js';

/** An offer that opens while the form is filled in covers the button, which no key presses: it can only be clicked. */
export const coveredButton: Site = {
  shape: 'covered-button',
  bankName: 'Crédit du Littoral',
  login: ({ base, isRefused }) => ({
    title: 'Sign in',
    content: html`<section class="card">
        <h1>Sign in</h1>
        ${loginErrorIf(isRefused)}
        <form id="login-form" method="post" action="${base}/login">
          ${usernameField} ${passwordField}
          <div id="sign-in" class="plain-button" role="button">Sign in</div>
        </form>
      </section>
      <div class="overlay" id="offer" role="dialog" aria-label="Offer" hidden>
        <div>
          <p>A credit card without an annual fee.</p>
          <p><a href="#card">Tell me more</a></p>
          <button id="offer-later" class="quiet">Not now</button>
        </div>
      </div>`,
    script: `
      const offer = document.querySelector('#offer');
      document.querySelector('#password').addEventListener('input', () => { offer.hidden = false; }, { once: true });
      document.querySelector('#offer-later').addEventListener('click', () => { offer.hidden = true; });
      document.querySelector('#sign-in').addEventListener('click', () => {
        document.querySelector('#login-form').requestSubmit();
      });`,
  }),
};
