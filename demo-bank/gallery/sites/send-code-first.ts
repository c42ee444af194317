import { html } from '../../pages/html.js';
import { phoneOf } from '../../phone.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** After the password, a button sends the code; until it is pressed there is none, and no field for it. */
export const sendCodeFirst: Site = {
  shape: 'send-code-first',
  bankName: 'Prairie National',
  login: (view) => loginPage(view),
  beforeCode: '/verify',
  get: {
    '/verify'({ session, base, send, goTo }) {
      if (session?.at !== 'signed_in') {
        goTo('/');
        return;
      }
      send({
        title: 'Verify your identity',
        content: html`<section class="card">
          <h1>Verify your identity</h1>
          <p>We will send a code to <b id="phone">${phoneOf(session.username).masked}</b>.</p>
          <form method="post" action="${base}/send"><button id="send-code">Send code</button></form>
        </section>`,
      });
    },
  },
  post: {
    '/send'({ session, bank, goOn, goTo }) {
      if (session?.at === 'signed_in') goOn(bank.sendCode(session));
      else goTo('/');
    },
  },
};
