import { html } from '../../pages/html.js';
import { dotsShown, drawKeypad, isPressed, keypadPage, shuffledDigits } from '../keypad.js';
import type { Site } from '../site.js';

/** The password is six digits, pressed on keys that stand in another order on each page. */
export const keypadShuffled: Site = {
  shape: 'keypad-shuffled',
  bankName: 'Crédit du Vallon',
  isRight: (fields) => isPressed('271828', fields),
  login(view) {
    const keypad = drawKeypad(shuffledDigits(view.random), (digit) => html`<span>${digit}</span>`);
    return keypadPage(view, { ...dotsShown('Your code'), keypad });
  },
};
