import { html } from '../../pages/html.js';
import { areAskedCharacters, pickPositions } from '../asked-characters.js';
import { usernamePage } from '../login-form.js';
import { hiddenField } from '../parts.js';
import type { LoginView, Site } from '../site.js';

const password = 'bluebottle';
const ordinals = ['1st', '2nd', '3rd'];

/** The customer number first; then three characters of the password, each in a field whose label says which. */
export const askedByLabel: Site = {
  shape: 'asked-by-label',
  bankName: 'Glen Bank',
  isRight: ({ asked, character }) => areAskedCharacters(password, asked, character),
  login: (view) => usernamePage(view),
  post: { '/user': (tools) => tools.send(charactersPage(tools)) },
};

function charactersPage({ base, fields, random }: Pick<LoginView, 'base' | 'fields' | 'random'>) {
  const positions = pickPositions(password.length, random);
  const boxes = positions.map(
    (position) =>
      html`<div>
        <label for="character-${position}">${ordinals[position - 1] ?? `${position}th`}</label>
        <input
          id="character-${position}"
          name="character"
          type="password"
          maxlength="1"
          autocomplete="off"
          required
        />
      </div>`,
  );
  return {
    title: 'Your password',
    content: html`<section class="card">
      <h1>Enter these characters of your password</h1>
      <form method="post" action="${base}/login">
        ${hiddenField('username', fields.username ?? '')} ${hiddenField('asked', positions.join(','))}
        <div class="asked">${boxes}</div>
        <button id="sign-in">Sign in</button>
      </form>
    </section>`,
  };
}
