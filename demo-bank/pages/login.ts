import { scenarios } from '../scenarios.js';
import { type Html, html } from './html.js';

export function loginPage({ isRefused }: { isRefused: boolean }): Html {
  const refusal = html`<p class="alert error" id="bad-login" role="alert">
    The user name or the password is not correct.
  </p>`;
  const hints = [...scenarios].map(
    ([name, { does }]) =>
      html`<dt>${name}</dt>
        <dd>${does}</dd>`,
  );

  return html`<section class="card">
    <h1>Sign in</h1>
    ${isRefused ? refusal : null}
    <form method="post" action="/login">
      <label for="user">User name</label>
      <input
        id="user"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="200"
        required
        autofocus
      />
      <label for="pass">Password</label>
      <input
        id="pass"
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="200"
        required
      />
      <button id="go">Sign in</button>
    </form>
    <details>
      <summary>User names of the demonstration</summary>
      <p>
        The password is always <b>demo</b>. Anything after a plus sign, as in <b>otp+7</b>, makes a user of
        your own.
      </p>
      <dl>${hints}</dl>
    </details>
  </section>`;
}
