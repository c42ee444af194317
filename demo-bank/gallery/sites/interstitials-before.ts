import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** Before the form comes a page with news; after it, late, a question that covers it. */
export const interstitialsBefore: Site = {
  shape: 'interstitials-before',
  bankName: 'Bank Zielona',
  login: (view) => (view.isRefused ? loginPage(view) : newsPage(view.base)),
  get: {
    '/sign-in'(tools) {
      const page = loginPage({ ...tools, isRefused: false });
      tools.send({
        ...page,
        content: html`${page.content}
          <div class="overlay" id="survey" hidden>
            <div role="dialog" aria-label="Survey">
              <p>Would you recommend us?</p>
              <button id="survey-yes">Take part</button>
              <button id="survey-later" class="quiet">Later</button>
            </div>
          </div>`,
        script: `
          const survey = document.querySelector('#survey');
          setTimeout(() => { survey.hidden = false; }, 300);
          document.querySelector('#survey-later').addEventListener('click', () => { survey.hidden = true; });`,
      });
    },
  },
};

const newsPage = (base: string) => ({
  title: 'News',
  content: html`<section class="card">
    <h1>Our new app is here</h1>
    <p>Pay with your watch.</p>
    <p><a id="to-banking" href="${base}/sign-in">Continue to online banking</a></p>
  </section>`,
});
