import { html } from '../../pages/html.js';
import { mailboxOf, phoneOf } from '../../phone.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** After the password, the bank asks where to send the code; pressing an entry of the list sends it. */
export const chooseChannel: Site = {
  shape: 'choose-channel',
  bankName: 'Bank of the Fens',
  login: (view) => loginPage(view),
  beforeCode: '/channel',
  get: {
    '/channel'({ session, base, send, goTo }) {
      if (session?.at !== 'signed_in') {
        goTo('/');
        return;
      }
      const { username } = session;
      send({
        title: 'Your code',
        content: html`<section class="card" id="channels">
          <h1>Where shall we send your code?</h1>
          <form method="post" action="${base}/channel">
            <button name="channel" value="sms">Text <b>${phoneOf(username).masked}</b></button>
            <button name="channel" value="email">Mail <b>${mailboxOf(username).masked}</b></button>
          </form>
        </section>`,
      });
    },
  },
  post: {
    '/channel'({ session, fields, bank, goOn, goTo }) {
      const { channel } = fields;
      if (session?.at === 'signed_in' && (channel === 'sms' || channel === 'email'))
        goOn(bank.chooseChannel(session, channel));
      else goTo('/');
    },
  },
};
