import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import { accountsPage } from '../parts.js';
import type { Site } from '../site.js';

/** After the code comes a page about contact details; then, late, an offer that stands where the accounts will be. */
export const interstitialsAfter: Site = {
  shape: 'interstitials-after',
  bankName: 'Bank Błękit',
  login: (view) => loginPage(view),
  afterCode: '/contact-details',
  get: {
    '/contact-details': ({ base, send }) =>
      send({
        title: 'Your details',
        content: html`<section class="card">
          <h1>Is this still your address?</h1>
          <p>12 Harbour Street</p>
          <p><a class="not-now" href="${base}/accounts">Not now</a></p>
        </section>`,
      }),
  },
  accounts: () => ({
    title: 'Accounts',
    content: html`<section class="card" id="offer" hidden>
        <h1>A loan for you</h1>
        <button id="offer-details">Tell me more</button>
        <button class="not-now quiet">Not now</button>
      </section>
      <p id="loading">Loading …</p>
      <div id="app" hidden>${accountsPage().content}</div>`,
    script: `
      const [offer, loading, app] = ['#offer', '#loading', '#app'].map((each) => document.querySelector(each));
      const showAccounts = () => { offer.hidden = true; app.hidden = false; localStorage.setItem('offer', 'seen'); };
      setTimeout(() => {
        loading.hidden = true;
        if (localStorage.getItem('offer')) showAccounts();
        else offer.hidden = false;
      }, 600);
      offer.querySelector('.not-now').addEventListener('click', showAccounts);`,
  }),
};
