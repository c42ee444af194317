import { createHash } from 'node:crypto';
import { Html } from './html.js';

/**
 * The bank's only script, inline in the head so that it runs before the first click. It listens for forms on the
 * window, because for the single-page user (otp-spa) the content of `main` is replaced, and for typing only at the
 * boxes: a page that listens to what is typed may send it by itself. The old page stays until the response has arrived.
 */
const script = `
addEventListener('submit', async (event) => {
  const form = event.target;
  const username = form.querySelector('#user')?.value.trim() ?? '';
  if (!form.hasAttribute('data-fetch') && !/^otp-spa([+]|$)/.test(username)) return;
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'X-Requested-With': 'fetch' } });
    document.querySelector('main').innerHTML = await answer.text();
    followBoxes();
    document.querySelector('main [autofocus]')?.focus();
  } finally {
    button.disabled = false;
  }
});
const followBoxes = () => {
  const group = document.querySelector('.boxes');
  group?.addEventListener('input', ({ target }) => {
    if (target.value) target.nextElementSibling?.focus();
  });
  group?.addEventListener('keydown', ({ key, target }) => {
    if (key === 'Backspace' && !target.value) target.previousElementSibling?.focus();
  });
  group?.addEventListener('paste', (event) => {
    event.preventDefault();
    const pasted = [...event.clipboardData.getData('text').replace(/\\s/g, '')];
    for (const box of group.children) box.value = pasted.shift() ?? '';
  });
};
addEventListener('DOMContentLoaded', followBoxes);
addEventListener('DOMContentLoaded', () => {
  if (!document.querySelector('[data-live]')) return;
  setInterval(async () => {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelector('[data-live]').replaceChildren(...fresh.querySelector('[data-live]').childNodes);
  }, 2000);
});
`;

export const scriptElement = new Html(`<script>${script}</script>`);

/** The source of the script in the Content-Security-Policy. */
export const scriptSource = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
