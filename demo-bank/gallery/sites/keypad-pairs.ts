import { html } from '../../pages/html.js';
import { dotsShown, drawKeypad, isPressed, keypadPage, shuffledDigits } from '../keypad.js';
import type { Site } from '../site.js';

/** Five keys, each with two digits. Which two changes from page to page, so the bank learns only the pairs. */
export const keypadPairs: Site = {
  shape: 'keypad-pairs',
  bankName: 'Banco das Dunas',
  isRight: (fields) => isPressed('31415926', fields),
  login(view) {
    const digits = shuffledDigits(view.random);
    const pairs = [0, 2, 4, 6, 8].map((at) => digits.slice(at, at + 2).join(''));
    const keypad = drawKeypad(pairs, (pair) => html`${pair.charAt(0)} or ${pair.charAt(1)}`);
    return keypadPage(view, { ...dotsShown('Electronic password'), keypad });
  },
};
