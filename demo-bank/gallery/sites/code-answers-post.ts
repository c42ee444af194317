import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** The code page is the answer to the login form: its address, opened again, is not found. */
export const codeAnswersPost: Site = {
  shape: 'code-answers-post',
  bankName: 'Fjord Bank',
  login: (view) => loginPage(view),
  answersWithPage: 'login_and_code',
};
