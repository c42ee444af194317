import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/**
 * The form is in a frame of another origin: login, errors and code, with no cookie. The page around it never changes
 * until the frame sends it the message that the login is complete.
 */
export const frameOtherOrigin: Site = {
  shape: 'frame-other-origin',
  bankName: 'Nordlys Bank',
  keepsSessionInAddress: true,
  afterCode: '/done',
  login(view) {
    if (view.isRefused) return loginPage(view);
    return {
      title: 'Online banking',
      content: html`<h1>Online banking</h1>
        <iframe id="secure" title="Sign in" src="${view.otherOrigin}${view.base}/frame"></iframe>`,
      script: `
        const frame = document.querySelector('#secure');
        addEventListener('message', ({ origin, data }) => {
          if (origin === new URL(frame.src).origin && data.signedIn) location.assign(data.signedIn);
        });`,
    };
  },
  get: {
    '/frame': (tools) => tools.send(loginPage({ ...tools, isRefused: false })),
    '/done': ({ base, session, send }) =>
      send({
        title: 'Signed in',
        content: html`<p id="done" data-to="${base}/enter?session=${session?.id ?? ''}">One moment …</p>`,
        script: `parent.postMessage({ signedIn: document.querySelector('#done').dataset.to }, '*');`,
      }),
    '/enter'({ session, keepSession, goTo }) {
      if (session) keepSession(session);
      goTo('/accounts');
    },
  },
};
