import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import { codePage } from '../parts.js';
import type { Site } from '../site.js';

/** A code of eight digits in two fields of four. */
export const codeInGroups: Site = {
  shape: 'code-in-groups',
  bankName: 'Rheintal Sparbank',
  codeLength: 8,
  login: (view) => loginPage(view),
  code: (view) =>
    codePage(
      view,
      html`<div class="groups" role="group" aria-label="Code">
        <input
          name="code"
          class="code-part"
          maxlength="4"
          inputmode="numeric"
          aria-label="First four digits"
        />
        <input
          name="code"
          class="code-part"
          maxlength="4"
          inputmode="numeric"
          aria-label="Last four digits"
        />
      </div>`,
    ),
};
