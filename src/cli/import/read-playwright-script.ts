import { type Call, findChains, namedText } from './call-chains.js';
import type { Action, Candidate, Recorded } from './recorded-action.js';

/**
 * What a script does that `playwright codegen` wrote in TypeScript, JavaScript or Python. It is read, never run: calls that
 * codegen does not write have no meaning.
 */
export function readPlaywrightScript(script: string): Action[] {
  let opensTab = false;
  return findChains(script).flatMap(({ calls, isExpected }): Action[] => {
    const last = calls.at(-1);
    if (!last) return [];
    if (isPopupWait(last)) opensTab = true;
    const on = recorded(calls.slice(0, -1));
    if (isExpected) return on ? [{ is: 'see', on }] : [];
    const action = toAction(last, on, opensTab);
    if (action?.is === 'press') opensTab = false;
    return action ? [action] : [];
  });
}

const isPopupWait = ({ name, texts }: Call): boolean =>
  name === 'expectPopup' || (name === 'waitForEvent' && texts[0] === 'popup');

function toAction({ name, texts: [text] }: Call, on: Recorded | null, opensTab: boolean): Action | null {
  if (name === 'goto') return text === undefined ? null : { is: 'open', url: text };
  if (!on) return null;
  switch (name) {
    case 'click':
    case 'dblclick':
      return { is: 'press', on, ...(opensTab && { opensTab }) };
    case 'fill':
    case 'type':
    case 'pressSequentially':
      return { is: 'enter', on, value: text ?? '' };
    case 'selectOption':
      return { is: 'choose', on, value: text ?? '' };
    case 'check':
    case 'setChecked':
      return { is: 'tick', on, isOn: true };
    case 'uncheck':
      return { is: 'tick', on, isOn: false };
    case 'press':
      return text === 'Enter' ? { is: 'key', key: 'Enter' } : null;
    default:
      return null;
  }
}

/** The element that a chain of locators leads to; null if there is none. */
function recorded(calls: readonly Call[]): Recorded | null {
  let frame: string[] = [];
  let css = '';
  let candidate: Candidate | null = null;
  for (const call of calls) {
    const [text = ''] = call.texts;
    switch (call.name) {
      case 'frameLocator':
        frame = [...frame, text];
        break;
      case 'contentFrame':
        frame = [...frame, css];
        candidate = null;
        break;
      case 'getByRole':
        candidate = { by: 'role', role: text, name: namedText(call, 'name') ?? '' };
        break;
      case 'getByLabel':
        candidate = { by: 'role', role: null, name: text };
        break;
      case 'getByText':
        candidate = { by: 'text', text };
        break;
      case 'getByPlaceholder':
      case 'getByTitle':
      case 'getByAltText':
      case 'getByTestId':
        candidate = { by: 'css', css: `[${attributes[call.name]}=${JSON.stringify(text)}]` };
        break;
      case 'locator':
        css = text;
        candidate = { by: 'css', css };
        break;
    }
  }
  return candidate && { candidates: [candidate], frame };
}

const attributes = {
  getByPlaceholder: 'placeholder',
  getByTitle: 'title',
  getByAltText: 'alt',
  getByTestId: 'data-testid',
} as const;
