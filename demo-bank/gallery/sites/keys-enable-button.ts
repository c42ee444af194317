import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The button stays disabled until real keys were pressed in both fields: a value that is only set does not count. */
export const keysEnableButton: Site = {
  shape: 'keys-enable-button',
  bankName: 'Banca Pianura',
  login: (view) => ({
    ...loginPage(view),
    script: `
      const button = document.querySelector('#sign-in');
      const fields = [...document.querySelectorAll('#username, #password')];
      const typed = new Set();
      button.disabled = true;
      for (const field of fields) field.addEventListener('keyup', () => {
        if (field.value === '') typed.delete(field);
        else typed.add(field);
        button.disabled = typed.size < fields.length;
      });`,
  }),
};
