import { type RandomInt, shuffle } from '../codes.js';
import { type Html, html } from '../pages/html.js';
import type { Page } from './page.js';
import { hiddenField, loginErrorIf, usernameField } from './parts.js';
import type { Fields, LoginView } from './site.js';

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

/** Shows a dot for each pressed key. */
export const dotsShown = (label: string): Pick<KeypadForm, 'shown' | 'script'> => ({
  shown: html`<p id="dots" class="dots" aria-label="${label}"></p>`,
  script: `function addDot() { document.querySelector('#dots').textContent += '•'; }`,
});

/** Collects the places of the pressed keys, and calls `addDot` for each. */
const keypadScript = `
  const pressed = document.querySelector('#pressed');
  document.querySelector('.keypad').addEventListener('click', ({ target }) => {
    const key = target.closest('button');
    if (!key) return;
    pressed.value += (pressed.value && ',') + key.dataset.place;
    addDot();
  });`;

interface KeypadForm {
  /** Where the page shows that keys were pressed. */
  shown: Html;
  /** What `drawKeypad` returns, and further fields. */
  keypad: Html;
  /** Defines `addDot`, which shows one more pressed key. */
  script: string;
}

/** A login page with a user name and an on-screen keypad. */
export function keypadPage(
  { base, isRefused }: Pick<LoginView, 'base' | 'isRefused'>,
  { shown, keypad, script }: KeypadForm,
): Page {
  return {
    title: 'Sign in',
    content: html`<section class="card">
      <h1>Sign in</h1>
      ${loginErrorIf(isRefused)}
      <form method="post" action="${base}/login">
        ${usernameField} ${shown} ${keypad}
        <button id="sign-in">Sign in</button>
      </form>
    </section>`,
    script: script + keypadScript,
  };
}

/** Whether the pressed keys spell the secret; a key may have several characters on it. */
export function isPressed(secret: string, { layout = '', pressed = '' }: Fields): boolean {
  const keys = Buffer.from(layout, 'base64url').toString().split(',');
  const texts = pressed.split(',').map((place) => keys[Number(place)] ?? '');
  const characters = Array.from(secret);
  return texts.length === characters.length && characters.every((each, at) => texts[at]?.includes(each));
}
