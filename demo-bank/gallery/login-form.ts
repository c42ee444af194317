import { type Html, html } from '../pages/html.js';
import type { Page } from './page.js';
import { loginErrorIf, passwordField, usernameField } from './parts.js';
import type { LoginView } from './site.js';

interface LoginForm {
  action: string;
  /** The window or frame that gets the answer. */
  target?: '_self' | '_top';
}

/** The usual login form: user name, password and button. `further` are fields between these. */
export function loginForm({ action, target = '_self' }: LoginForm, further: Html | null = null): Html {
  return html`<form id="login-form" method="post" action="${action}" target="${target}">
    ${usernameField} ${passwordField} ${further}
    <button id="sign-in">Sign in</button>
  </form>`;
}

/** The first of two pages: it asks for the user name only, and posts it to `/user`. */
export function usernamePage({ base, isRefused }: Pick<LoginView, 'base' | 'isRefused'>): Page {
  return {
    title: 'Sign in',
    content: html`<section class="card">
      <h1>Sign in</h1>
      ${loginErrorIf(isRefused)}
      <form method="post" action="${base}/user">${usernameField}<button id="next">Next</button></form>
    </section>`,
  };
}

/** The usual login page. */
export function loginPage(
  { base, isRefused }: Pick<LoginView, 'base' | 'isRefused'>,
  further: Html | null = null,
): Page {
  return {
    title: 'Sign in',
    content: html`<section class="card">
      <h1>Sign in</h1>
      ${loginErrorIf(isRefused)} ${loginForm({ action: `${base}/login` }, further)}
    </section>`,
  };
}
