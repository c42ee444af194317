import { mailboxOf, phoneOf } from '../phone.js';
import { type Html, html } from './html.js';

export function channelPage({ username }: { username: string }): Html {
  return html`<section class="card" id="channels">
    <h1>How shall we send your code?</h1>
    <form method="post" action="/channel">
      <p class="option">
        <input type="radio" id="by-sms" name="channel" value="sms" required />
        <label for="by-sms">SMS to <span id="by-sms-to">${phoneOf(username).masked}</span></label>
      </p>
      <p class="option">
        <input type="radio" id="by-email" name="channel" value="email" required />
        <label for="by-email">E-mail to <span id="by-email-to">${mailboxOf(username).masked}</span></label>
      </p>
      <button id="choose">Send the code</button>
    </form>
  </section>`;
}
