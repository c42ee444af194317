import { type RandomInt, shuffle } from '../codes.js';
import { type Html, html } from '../pages/html.js';
import { hiddenField } from './parts.js';
import type { Fields } from './site.js';

/** Ten keys in an order of this page's own. */
export const shuffledDigits = (random: RandomInt): string[] => shuffle(Array.from('0123456789'), random);

/**
 * The keys of an on-screen keypad. The form sends which keys were pressed by their place, as real banks do, and
 * repeats in `layout` what stood on them, so that the bank needs no memory of the page.
 */
export function drawKeypad(layout: readonly string[], drawKey: (text: string) => Html): Html {
  const keys = layout.map(
    (text, place) => html`<button type="button" data-place="${place}">${drawKey(text)}</button>`,
  );
  return html`<div class="keypad" role="group" aria-label="Keypad">${keys}</div>
    ${hiddenField('layout', Buffer.from(layout.join(',')).toString('base64url'))}
    <input type="hidden" id="pressed" name="pressed" />`;
}

/** Collects the places of the pressed keys, and shows a dot for each in `#dots`. */
export const keypadScript = `
  const pressed = document.querySelector('#pressed');
  document.querySelector('.keypad').addEventListener('click', ({ target }) => {
    const key = target.closest('button');
    if (!key) return;
    pressed.value += (pressed.value && ',') + key.dataset.place;
    addDot();
  });`;

export const dotsScript = `function addDot() { document.querySelector('#dots').textContent += '•'; }`;

/** Whether the pressed keys spell the secret; a key may have several characters on it. */
export function isPressed(secret: string, { layout = '', pressed = '' }: Fields): boolean {
  const keys = Buffer.from(layout, 'base64url').toString().split(',');
  const texts = pressed.split(',').map((place) => keys[Number(place)] ?? '');
  const characters = Array.from(secret);
  return texts.length === characters.length && characters.every((each, at) => texts[at]?.includes(each));
}
