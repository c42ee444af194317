import { html } from '../../pages/html.js';
import { dotsScript, drawKeypad, isPressed, keypadScript, shuffledDigits } from '../keypad.js';
import { loginErrorIf, usernameField } from '../parts.js';
import type { Site } from '../site.js';

/** Five keys, each with two digits. Which two changes from page to page, so the bank learns only the pairs. */
export const keypadPairs: Site = {
  shape: 'keypad-pairs',
  bankName: 'Banco das Dunas',
  isRight: (fields) => isPressed('31415926', fields),
  login({ base, isRefused, random }) {
    const digits = shuffledDigits(random);
    const pairs = [0, 2, 4, 6, 8].map((at) => digits.slice(at, at + 2).join(''));
    return {
      title: 'Sign in',
      content: html`<section class="card">
        <h1>Sign in</h1>
        ${loginErrorIf(isRefused)}
        <form method="post" action="${base}/login">
          ${usernameField}
          <p id="dots" class="dots" aria-label="Electronic password"></p>
          ${drawKeypad(pairs, (pair) => html`${pair.charAt(0)} or ${pair.charAt(1)}`)}
          <button id="sign-in">Sign in</button>
        </form>
      </section>`,
      script: dotsScript + keypadScript,
    };
  },
};
