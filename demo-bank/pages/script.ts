import { createHash } from 'node:crypto';
import { Html } from './html.js';

/**
 * The bank's only script, inline in the head so that it runs before the first click. It listens on the document,
 * because for the single-page user (otp-spa) the content of `main` is replaced. The old page stays until the response
 * has arrived.
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
    document.querySelector('main [autofocus]')?.focus();
  } finally {
    button.disabled = false;
  }
});
addEventListener('input', ({ target }) => {
  if (target.matches('.otp-box') && target.value) target.nextElementSibling?.focus();
});
addEventListener('keydown', ({ key, target }) => {
  if (key === 'Backspace' && target.matches('.otp-box') && !target.value) target.previousElementSibling?.focus();
});
addEventListener('paste', (event) => {
  if (!event.target.matches('.otp-box')) return;
  event.preventDefault();
  const pasted = [...event.clipboardData.getData('text').replace(/\\s/g, '')];
  for (const box of document.querySelectorAll('.otp-box')) box.value = pasted.shift() ?? '';
});
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
