import { html } from '../../pages/html.js';
import { isUser } from '../gallery-bank.js';
import { usernamePage } from '../login-form.js';
import type { Page } from '../page.js';
import { hiddenField, loginErrorIf, passwordField } from '../parts.js';
import type { LoginView, Site } from '../site.js';

type PageView = Pick<LoginView, 'base' | 'fields' | 'isRefused'>;

/** The user name on the first page, the password on the second. An unknown name is refused on the first. */
export const twoPages: Site = {
  shape: 'two-pages',
  bankName: 'Banque des Collines',
  login: (view) => (isUser(view.fields.username ?? '') ? passwordPage(view) : usernamePage(view)),
  post: {
    '/user'({ base, fields, bank, send }) {
      const { username = '' } = fields;
      if (isUser(username)) {
        send(passwordPage({ base, fields, isRefused: false }));
        return;
      }
      bank.signIn({ username, isRight: false, isTrusted: false });
      send(usernamePage({ base, isRefused: true }));
    },
  },
};

function passwordPage({ base, fields, isRefused }: PageView): Page {
  const { username = '' } = fields;
  return {
    title: 'Your password',
    content: html`<section class="card">
      <h1>Hello, <span id="who">${username}</span></h1>
      ${loginErrorIf(isRefused)}
      <form method="post" action="${base}/login">
        ${hiddenField('username', username)} ${passwordField}<button id="sign-in">Sign in</button>
      </form>
    </section>`,
  };
}
