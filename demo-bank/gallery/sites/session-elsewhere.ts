import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The bank remembers a session that was never ended, and asks whether to end it before it sends a code. */
export const sessionElsewhere: Site = {
  shape: 'session-elsewhere',
  bankName: 'Bosphorus Bank',
  login: (view) => loginPage(view),
  beforeCode: '/already-open',
  get: {
    '/already-open': ({ base, send }) =>
      send({
        title: 'Already signed in',
        content: html`<section class="card">
          <h1>You are signed in elsewhere</h1>
          <p>Only one session can be open.</p>
          <form method="post" action="${base}/take-over">
            <button id="continue-here">Continue here</button>
            <a href="${base}/">Cancel</a>
          </form>
        </section>`,
      }),
  },
  post: {
    '/take-over'({ session, bank, goOn, goTo }) {
      if (session?.at === 'signed_in') goOn(bank.sendCode(session));
      else goTo('/');
    },
  },
};
