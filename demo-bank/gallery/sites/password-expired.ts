import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The user `old` is sent to a page that only its address tells apart: the password has expired. */
export const passwordExpired: Site = {
  shape: 'password-expired',
  bankName: 'Danube Bank',
  login: (view) => loginPage(view),
};
