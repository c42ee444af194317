import { createHash } from 'node:crypto';
import { Html } from './html.js';

/** Asks each second whether the approval is still waited for, and then goes on. */
const script = `
const timer = setInterval(async () => {
  const { state } = await (await fetch('/approval/state')).json();
  if (state === 'waiting') return;
  clearInterval(timer);
  location.replace('/approval');
}, 1000);
`;

export const approvalScriptElement = new Html(`<script>${script}</script>`);

/** The source of the script in the Content-Security-Policy. */
export const approvalScriptSource = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
