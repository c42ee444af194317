import { html } from '../pages/html.js';
import type { Page } from './page.js';
import type { SiteTools } from './site.js';

/**
 * Answers with the page of a bank that waits for an approval, or with what follows it. `script` is how the page notices
 * that the person has decided.
 */
export function sendApprovalPage(tools: SiteTools, script: string): void {
  const { session, bank, send, goTo, goOn } = tools;
  if (session === undefined || session.at === 'code') {
    goTo('/');
    return;
  }
  const waiting = bank.askForApproval(session);
  const decided = bank.followApproval(waiting);
  if (decided === 'waiting') send({ ...waitingPage, script });
  else if (decided === 'refused') send(refusedPage);
  else goOn(decided);
}

const waitingPage: Page = {
  title: 'Approve',
  content: html`<section class="card" id="waiting-for-app">
    <h1>One more step</h1>
    <p class="instruction">Approve the sign-in in the app on your phone.</p>
  </section>`,
};

const refusedPage: Page = {
  title: 'Refused',
  content: html`<section class="card" id="refused-in-app">
    <h1>You have refused the sign-in</h1>
    <p>Please sign in again if that was a mistake.</p>
  </section>`,
};
