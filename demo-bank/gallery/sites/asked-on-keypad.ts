import { html } from '../../pages/html.js';
import { askedCharacters, pickPositions } from '../asked-characters.js';
import { drawKeypad, isPressed, keypadPage, shuffledDigits } from '../keypad.js';
import { hiddenField } from '../parts.js';
import type { Site } from '../site.js';

const pin = '86420975';

/** Three digits of an eight-digit PIN, pressed on a shuffled keypad; `data-position` of each box says which. */
export const askedOnKeypad: Site = {
  shape: 'asked-on-keypad',
  bankName: 'Banco do Cabo',
  isRight(fields) {
    const wanted = askedCharacters(pin, fields.asked);
    return wanted.length === 3 && isPressed(wanted, fields);
  },
  login(view) {
    const { random } = view;
    const positions = pickPositions(pin.length, random);
    const boxes = Array.from({ length: pin.length }, (_, index) => index + 1).map((position) =>
      positions.includes(position)
        ? html`<input class="pin-box" data-position="${position}" readonly aria-label="Digit ${position}" />`
        : html`<input value="*" disabled aria-label="Digit ${position}, not asked" />`,
    );
    const keypad = drawKeypad(shuffledDigits(random), (digit) => html`${digit}`);
    return keypadPage(view, {
      shown: html`<div class="asked">${boxes}</div>`,
      keypad: html`${keypad} ${hiddenField('asked', positions.join(','))}`,
      script: `
        function addDot() {
          const box = [...document.querySelectorAll('.pin-box')].find(({ value }) => value === '');
          if (box) box.value = '•';
        }`,
    });
  },
};
