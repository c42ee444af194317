import { phoneOf } from '../phone.js';
import { type Html, html } from '../pages/html.js';
import type { Refused } from './gallery-bank.js';
import type { Page } from './page.js';
import type { CodeView } from './site.js';

export const usernameField = html`<label for="username">User name</label>
  <input
    id="username"
    name="username"
    autocomplete="username"
    spellcheck="false"
    maxlength="200"
    required
  />`;

export const passwordField = html`<label for="password">Password</label>
  <input
    id="password"
    name="password"
    type="password"
    autocomplete="current-password"
    maxlength="200"
    required
  />`;

export const hiddenField = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;

const loginError = html`<p class="alert error" id="login-error" role="alert">
  The user name or the password is not correct.
</p>`;

export const loginErrorIf = (isRefused: boolean): Html | null => (isRefused ? loginError : null);

const codeField = html`<label for="code">Code</label>
  <input id="code" name="code" inputmode="numeric" maxlength="6" autocomplete="one-time-code" required />`;

const codeError = (text: string): Html =>
  html`<p class="alert error" id="code-error" role="alert">${text}</p>`;

/** The code page, with a field of the site's own where one is given, and what stands below the form. */
export function codePage({ base, session }: CodeView, field = codeField, below: Html | null = null): Page {
  const { id, error, username } = session;
  return {
    title: 'Security code',
    content: html`<section class="card">
      <h1>Security code</h1>
      <p>We have sent a code to <b id="phone">${phoneOf(username).masked}</b>.</p>
      ${error === null ? null : codeError(error)}
      <form method="post" action="${base}/code">
        ${hiddenField('session', id)} ${field}
        <button id="confirm">Confirm</button>
      </form>
      ${below}
    </section>`,
  };
}

export const accountsPage = (): Page => ({
  title: 'Accounts',
  content: html`<section class="card" id="accounts">
    <h1>Your accounts</h1>
    <p>Everyday account <b>2,318.40</b></p>
    <p>Savings <b>14,750.00</b></p>
  </section>`,
});

const note = (id: string, title: string, text: string): Html =>
  html`<section class="card" id="${id}">
    <h1>${title}</h1>
    <p>${text}</p>
  </section>`;

/** The pages that end a login, all but the one about refused credentials, which is the site's own. */
export const endPages: Record<Exclude<Refused, 'bad_credentials' | 'password_expired'>, Page> = {
  account_locked: {
    title: 'Locked',
    content: note('locked', 'Your access is locked', 'Please call us to open it again.'),
    status: 403,
  },
  unavailable: {
    title: 'Maintenance',
    content: note('maintenance', 'We will be back soon', 'Online banking is not available at the moment.'),
    status: 503,
  },
  access_denied: {
    title: 'Access denied',
    content: note('denied', 'Access denied', 'Your request was blocked. Reference 18.5f6c1002.'),
    status: 403,
  },
};

export const noAttemptsLeftPage: Page = {
  title: 'Security code',
  content: html`<section class="card">
    ${codeError('The code is not correct. That was the last attempt. Please sign in again.')}
  </section>`,
};

export const changePasswordPage: Page = {
  title: 'Your password',
  content: html`<section class="card">
    <h1>Choose a new password</h1>
    <p>Your password is older than a year.</p>
    <form>
      <label for="new-password">New password</label><input id="new-password" type="password" />
      <label for="repeated">Repeat it</label><input id="repeated" type="password" />
      <button id="change">Change</button>
    </form>
  </section>`,
};
