import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Page } from '../page.js';
import type { Site } from '../site.js';

const rightAnswer = 'hazel';

function questionPage(base: string, isRefused: boolean): Page {
  return {
    title: 'Security question',
    content: html`<section class="card">
      <h1>To be sure that it is you</h1>
      ${isRefused ? html`<p class="alert error" role="alert">That is not the answer we know.</p>` : null}
      <form method="post" action="${base}/question">
        <label for="answer" class="question">Which tree stood in front of your house?</label>
        <input id="answer" name="answer" autocomplete="off" maxlength="200" required />
        <button id="send-answer">Continue</button>
      </form>
    </section>`,
  };
}

/** After the password, the bank asks a question; it lets in without a code. */
export const securityQuestion: Site = {
  shape: 'security-question',
  bankName: 'Glen & Moor',
  login: (view) => loginPage(view),
  beforeCode: '/question',
  get: {
    '/question'({ session, base, send, goTo }) {
      if (session?.at === 'signed_in') send(questionPage(base, false));
      else goTo('/');
    },
  },
  post: {
    '/question'({ session, base, fields, bank, send, goOn, goTo }) {
      if (session?.at !== 'signed_in') {
        goTo('/');
        return;
      }
      const next = bank.answerQuestion(session, (fields.answer ?? '').trim() === rightAnswer);
      if (next.at === 'accounts') goOn(next);
      else send(questionPage(base, true));
    },
  },
};
