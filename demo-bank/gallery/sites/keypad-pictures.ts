import { html } from '../../pages/html.js';
import { dotsShown, drawKeypad, isPressed, keypadPage, shuffledDigits } from '../keypad.js';
import type { Site } from '../site.js';

/** The digits in dots, 5 in each of 7 rows. The line through the zero tells it from the eight in small pictures. */
const dotsOf: Readonly<Record<string, string>> = {
  0: '01110 10001 10011 10101 11001 10001 01110',
  1: '00100 01100 00100 00100 00100 00100 01110',
  2: '01110 10001 00001 00010 00100 01000 11111',
  3: '11111 00010 00100 00010 00001 10001 01110',
  4: '00010 00110 01010 10010 11111 00010 00010',
  5: '11111 10000 11110 00001 00001 10001 01110',
  6: '00110 01000 10000 11110 10001 10001 01110',
  7: '11111 00001 00010 00100 01000 01000 01000',
  8: '01110 10001 10001 01110 10001 10001 01110',
  9: '01110 10001 10001 01111 00001 00010 01100',
};

const drawScript = `
  for (const canvas of document.querySelectorAll('canvas')) {
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#123a5c';
    for (const [y, row] of canvas.dataset.dots.split(' ').entries())
      for (const [x, dot] of [...row].entries()) if (dot === '1') pen.fillRect(4 + x * 10, 1 + y * 8, 10, 8);
  }
  `;

/** The keys are pictures, drawn by the page's script. No text and no attribute names the digit of a key. */
export const keypadPictures: Site = {
  shape: 'keypad-pictures',
  bankName: 'Caisse du Phare',
  isRight: (fields) => isPressed('161803', fields),
  login(view) {
    const dots = dotsShown('Secret code');
    const keypad = drawKeypad(
      shuffledDigits(view.random),
      (digit) => html`<canvas width="58" height="58" data-dots="${dotsOf[digit] ?? ''}"></canvas>`,
    );
    return keypadPage(view, { ...dots, keypad, script: drawScript + dots.script });
  },
};
