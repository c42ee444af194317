import { areAskedCharacters, pickPositions } from '../asked-characters.js';
import { hiddenField } from '../parts.js';
import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

const memorableWord = 'lighthouse';
const letters = Array.from('abcdefghijklmnopqrstuvwxyz').map((letter) => html`<option>${letter}</option>`);

/** Three characters of a memorable word, each picked in a select. */
export const askedInSelects: Site = {
  shape: 'asked-in-selects',
  bankName: 'Moorland Bank',
  isRight: ({ password, asked, character }) =>
    password === 'demo' && areAskedCharacters(memorableWord, asked, character),
  login(view) {
    const positions = pickPositions(memorableWord.length, view.random);
    const selects = positions.map(
      (position) =>
        html`<div>
          <label for="memorable-${position}">Character ${position}</label>
          <select id="memorable-${position}" name="character">
            <option value="">–</option>
            ${letters}
          </select>
        </div>`,
    );
    return loginPage(
      view,
      html`<p>From your memorable word:</p>
        <div class="asked" id="memorable">${selects}</div>
        ${hiddenField('asked', positions.join(','))}`,
    );
  },
};
