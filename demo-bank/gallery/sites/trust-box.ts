import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import { codePage } from '../parts.js';
import type { Site } from '../site.js';

/** A box beside the code: with it, this browser needs no code at the next login. */
export const trustBox: Site = {
  shape: 'trust-box',
  bankName: 'Harbor Savings',
  login: (view) => loginPage(view),
  code: (view) =>
    codePage(
      view,
      html`<label for="otp">One-time passcode</label>
        <input id="otp" name="code" maxlength="6" inputmode="numeric" autocomplete="one-time-code" required />
        <label class="check" for="trust"
          ><input type="checkbox" id="trust" name="trust" /> Remember this device</label
        >`,
    ),
};
