import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import { codePage } from '../parts.js';
import type { CodeView, Site } from '../site.js';

/** The first code page can be opened again; the ones after a refused code and after a resend answer a form. */
export const refusalAnswersPost: Site = {
  shape: 'refusal-answers-post',
  bankName: 'Archipelago Bank',
  login: (view) => loginPage(view),
  answersWithPage: 'code',
  code: codePageWithResend,
  post: {
    '/again'({ session, bank, base, send, goTo }) {
      if (session?.at === 'code') send(codePageWithResend({ base, session: bank.sendCode(session) }));
      else goTo('/');
    },
  },
};

function codePageWithResend(view: CodeView) {
  return codePage(
    view,
    undefined,
    html`<form method="post" action="${view.base}/again">
      <button id="again">Send another code</button>
    </form>`,
  );
}
