import { html } from '../../pages/html.js';
import { pickPositions } from '../asked-characters.js';
import { drawKeypad, isPressed, keypadScript, shuffledDigits } from '../keypad.js';
import { hiddenField, loginErrorIf, usernameField } from '../parts.js';
import type { Fields, Site } from '../site.js';

const pin = '86420975';

const askedOf = ({ asked = '' }: Fields): string =>
  asked
    .split(',')
    .map((position) => pin.charAt(Number(position) - 1))
    .join('');

/** Three digits of an eight-digit PIN, pressed on a shuffled keypad; `data-position` of each box says which. */
export const askedOnKeypad: Site = {
  shape: 'asked-on-keypad',
  bankName: 'Banco do Cabo',
  isRight: (fields) => askedOf(fields).length === 3 && isPressed(askedOf(fields), fields),
  login({ base, isRefused, random }) {
    const positions = pickPositions(pin.length, random);
    const boxes = Array.from({ length: pin.length }, (_, index) => index + 1).map((position) =>
      positions.includes(position)
        ? html`<input class="pin-box" data-position="${position}" readonly aria-label="Digit ${position}" />`
        : html`<input value="*" disabled aria-label="Digit ${position}, not asked" />`,
    );
    return {
      title: 'Sign in',
      content: html`<section class="card">
        <h1>Sign in</h1>
        ${loginErrorIf(isRefused)}
        <form method="post" action="${base}/login">
          ${usernameField}
          <div class="asked">${boxes}</div>
          ${drawKeypad(shuffledDigits(random), (digit) => html`${digit}`)}
          ${hiddenField('asked', positions.join(','))}
          <button id="sign-in">Sign in</button>
        </form>
      </section>`,
      script: `
        function addDot() {
          const box = [...document.querySelectorAll('.pin-box')].find(({ value }) => value === '');
          if (box) box.value = '•';
        }
        ${keypadScript}`,
    };
  },
};
