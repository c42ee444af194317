import { html } from '../../pages/html.js';
import { loginForm } from '../login-form.js';
import { loginErrorIf } from '../parts.js';
import type { Site } from '../site.js';

/** The form is in a frame within a frame, and its answer, errors too, replaces the page around them. */
export const nestedFrames: Site = {
  shape: 'nested-frames',
  bankName: 'Cassa dei Laghi',
  login: ({ base, isRefused }) => ({
    title: 'Portal',
    content: html`<h1>Portal</h1>
      ${loginErrorIf(isRefused)}
      <iframe id="portal" title="Portal" src="${base}/portal"></iframe>`,
  }),
  get: {
    '/portal': ({ base, otherOrigin, send }) =>
      send({
        title: 'Services',
        content: html`<iframe name="login-box" title="Sign in" src="${otherOrigin}${base}/box"></iframe>`,
      }),
    // The other origin of this page is that of the page around the frames.
    '/box': ({ base, otherOrigin, send }) =>
      send({
        title: 'Sign in',
        content: loginForm({ action: `${otherOrigin}${base}/login`, target: '_top' }),
      }),
  },
};
