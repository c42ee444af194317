import { type Html, html } from './html.js';

interface Note {
  id: string;
  title: string;
  text: string;
}

function note({ id, title, text }: Note): Html {
  return html`<section class="card" id="${id}">
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/login">Go to the sign-in page</a></p>
  </section>`;
}

export const lockedPage = note({
  id: 'locked',
  title: 'Your access is locked',
  text: 'For your safety we have locked this access. Please call us.',
});

export const noAttemptsLeftPage = note({
  id: 'otp-error',
  title: 'The code is not correct',
  text: 'That was the last attempt. Please sign in again to get a new code.',
});

export const downPage = note({
  id: 'down',
  title: 'We will be back soon',
  text: 'Online banking is not available at the moment. Please try again later.',
});

export const expiredPage = note({
  id: 'session-expired',
  title: 'Your session has expired',
  text: 'For your safety this page works only once, and only for a while. Please sign in again.',
});

export const approvalRefusedPage = note({
  id: 'approval-refused',
  title: 'You have refused the sign-in',
  text: 'The sign-in was refused in the app. If it was not you who signed in, please call us.',
});

export const approvalExpiredPage = note({
  id: 'approval-expired',
  title: 'Nobody has approved the sign-in',
  text: 'We have waited for your approval in the app. Please sign in again.',
});

export const missingPage = note({
  id: 'not-found',
  title: 'Nothing here',
  text: 'This page does not exist.',
});

export const badRequestPage = note({
  id: 'bad-request',
  title: 'That did not work',
  text: 'We could not understand what your browser sent.',
});

/** A page that no bank file describes, such as new terms that a real bank asks its users to accept. */
export const oddPage = html`<section class="card" id="new-terms">
  <h1>Our terms are changing</h1>
  <p>Please read the new terms of use. You can go on once you have visited a branch.</p>
</section>`;
