import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** A branch number beside user name and password. */
export const thirdCredential: Site = {
  shape: 'third-credential',
  bankName: 'Caixa da Serra',
  isRight: ({ password, branch }) => password === 'demo' && branch === '0417',
  login: (view) =>
    loginPage(
      view,
      html`<label for="branch">Branch</label>
        <input id="branch" name="branch" inputmode="numeric" maxlength="4" required />`,
    ),
};
