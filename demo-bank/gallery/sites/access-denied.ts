import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The user `denied` is turned away by the bank's protection against robots. */
export const accessDenied: Site = {
  shape: 'access-denied',
  bankName: 'Summit Trust',
  login: (view) => loginPage(view),
};
