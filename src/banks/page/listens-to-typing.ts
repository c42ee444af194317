import type { CDPSession, Page } from 'playwright-core';
import { sessionOf } from './page-session.js';

const typingEvents = new Set([
  ...['input', 'beforeinput', 'change', 'keydown', 'keypress', 'keyup', 'paste', 'blur', 'focusout'],
]);

/** The field that has the focus and what it lies in, up to the body or the window; through shadow trees too. */
const fieldAndAround = (alsoDocument: boolean): string => `(() => {
  let field = document.activeElement;
  while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
  const around = [];
  for (let node = field; node && node !== document.documentElement; node = node.parentNode ?? node.host) around.push(node);
  return ${alsoDocument ? '[...around, document, window]' : 'around'};
})()`;

/**
 * Whether a script of the page listens to what is typed into the field that has the focus. What listens to the whole
 * document counts only with `alsoDocument`: it is seldom the form's own script. True where that cannot be known.
 */
export async function listensToTyping(page: Page, { alsoDocument = false } = {}): Promise<boolean> {
  try {
    const session = await sessionOf(page);
    const { result } = await session.send('Runtime.evaluate', {
      expression: fieldAndAround(alsoDocument),
    });
    if (result.objectId === undefined) return true;
    const { result: nodes } = await session.send('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    });
    const ids = nodes.flatMap(({ enumerable, value }) =>
      enumerable && value?.objectId ? [value.objectId] : [],
    );
    const listening = await Promise.all(ids.map((id) => listens(session, id)));
    return listening.some(Boolean);
  } catch {
    // The page went on to another document meanwhile.
    return true;
  }
}

async function listens(session: CDPSession, objectId: string): Promise<boolean> {
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId });
  return listeners.some(({ type }) => typingEvents.has(type));
}
