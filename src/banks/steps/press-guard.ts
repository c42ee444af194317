import type { Frame } from 'playwright-core';
import type { PageElement } from '../page/page-marks.js';

interface Guard {
  /** What is about to be pressed. */
  button: PageElement | null;
}
declare const document: { keptBack?: Guard };

/**
 * From now on, this document keeps back what would be sent too early:
 * - forms that are only sent in an address because their script has not taken over yet: those with a password, and, for a
 *   code, those that name no address of their own in a document with scripts. Other listeners come first; one that
 *   handles the form by itself is not disturbed;
 * - a press of the button of `awaitPressOf` when a field that was typed into has been drawn anew, empty, even in the moment
 *   before the press. A press of Enter in a field is not kept back.
 *
 * Returns which document that is, as a look knows it (`DocumentSeen`). `isFirst`: nothing was kept back there yet.
 */
export async function guardPresses(
  form: Frame,
  { what, isFirst }: { what: 'password' | 'code'; isFirst: boolean },
): Promise<number> {
  const documentId = await form.evaluate(`(() => {
    const isBareForm = (form, button) =>
      !form.hasAttribute('action') && !button?.hasAttribute('formaction') && document.scripts.length > 0;
    const holdsPassword = (form) =>
      [...form.elements].some(({ type, value, name }) => type === 'password' && value && name);
    const keepForm = (event) => {
      const { target: form, submitter } = event;
      const method = submitter?.hasAttribute('formmethod') ? submitter.formMethod : form.method;
      if (event.defaultPrevented || method !== 'get') return;
      if (!holdsPassword(form) && !(document.keptBack.isCode && isBareForm(form, submitter))) return;
      event.preventDefault();
      document.keptBack.times += 1;
    };

    const standsEmptyFor = (typed) => (field) => field.value === '' && field.getClientRects().length > 0 &&
      field.type === typed.type && field.id === typed.id && field.name === typed.name;
    const isDrawnAnew = (typed) =>
      !typed.isConnected && [...document.querySelectorAll(typed.localName)].some(standsEmptyFor(typed));
    const isByKey = ({ type, detail, isTrusted }) => type === 'click' && detail === 0 && isTrusted;
    let isHeld = false;
    const keepPress = (event) => {
      if (event.type === 'pointerdown' || isByKey(event)) {
        const { button } = document.keptBack;
        const isAwaited = button !== null && event.composedPath().includes(button);
        isHeld = isAwaited && [...(document.typedInto ?? [])].some(isDrawnAnew);
        if (isAwaited) document.keptBack.button = null;
        if (isHeld) {
          document.keptBack.times += 1;
          document.typedInto.clear();
        }
      }
      if (!isHeld || !event.isTrusted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };

    if (!document.keptBack) {
      addEventListener('submit', keepForm);
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
        addEventListener(type, keepPress, true);
    }
    const times = ${isFirst} ? 0 : (document.keptBack?.times ?? 0);
    const value = { isCode: ${what === 'code'}, button: null, times };
    Object.defineProperty(document, 'keptBack', { value, configurable: true });
    return performance.timeOrigin;
  })()`);
  return Number(documentId);
}

/** For `evaluate` of a button that is about to be pressed. False when its document is not guarded. */
export function awaitPressOf(button: PageElement): boolean {
  if (!document.keptBack) return false;
  document.keptBack.button = button;
  return true;
}

/** How often this document has kept something back. */
export async function timesKeptBack(form: Frame): Promise<number> {
  return Number(await form.evaluate('document.keptBack?.times ?? 0'));
}
