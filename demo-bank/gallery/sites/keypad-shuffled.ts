import { html } from '../../pages/html.js';
import { dotsScript, drawKeypad, isPressed, keypadScript, shuffledDigits } from '../keypad.js';
import { loginErrorIf, usernameField } from '../parts.js';
import type { Site } from '../site.js';

/** The password is six digits, pressed on keys that stand in another order on each page. */
export const keypadShuffled: Site = {
  shape: 'keypad-shuffled',
  bankName: 'Crédit du Vallon',
  isRight: (fields) => isPressed('271828', fields),
  login: ({ base, isRefused, random }) => ({
    title: 'Sign in',
    content: html`<section class="card">
      <h1>Sign in</h1>
      ${loginErrorIf(isRefused)}
      <form method="post" action="${base}/login">
        ${usernameField}
        <p id="dots" class="dots" aria-label="Your code"></p>
        ${drawKeypad(shuffledDigits(random), (digit) => html`<span>${digit}</span>`)}
        <button id="sign-in">Sign in</button>
      </form>
    </section>`,
    script: dotsScript + keypadScript,
  }),
};
