import { expect, test } from 'vitest';
import { type CauseFacts, causeOf } from './cause-of.js';

const facts: CauseFacts = {
  outcome: 'page_not_recognised',
  reason: null,
  address: 'https://bank.example/',
  covers: [],
  awaited: null,
  presence: null,
  isDisabled: false,
  isKnownPage: false,
  isNewlyKnown: false,
  wasCovered: false,
  hasInvalidSelectors: false,
};
const awaited = (...path: string[]) => ({ path, selector: '#it', frame: [] });
const button = awaited('fields', 'submit');

test.each<[string, Partial<CauseFacts>, ReturnType<typeof causeOf>]>([
  ['nothing matches', {}, 'unknown_page'],
  ['an entry matches as before', { isKnownPage: true }, 'unchanged_page'],
  ['an entry matches now', { isKnownPage: true, isNewlyKnown: true }, 'came_late'],
  ['a target is not there', { awaited: button, presence: 'absent' }, 'not_found'],
  [
    'the field of a code is not there',
    { awaited: awaited('otp', 'input'), presence: 'absent', reason: 'no_field' },
    'code_field_not_found',
  ],
  ['a target is hidden', { awaited: button, presence: 'hidden' }, 'hidden'],
  ['a target is disabled', { awaited: button, presence: 'visible', isDisabled: true }, 'disabled'],
  ['a target is usable now', { awaited: button, presence: 'visible' }, 'came_late'],
  [
    'a field is there now that was not there in time',
    { awaited: awaited('otp', 'input'), presence: 'visible', reason: 'no_field' },
    'came_late',
  ],
  [
    'a button is usable now that was not in time',
    { awaited: button, presence: 'visible', reason: 'button_disabled' },
    'came_late',
  ],
  ['a text was not taken', { awaited: button, presence: 'visible', reason: 'not_typed' }, 'not_taken'],
  ['nothing was sent', { reason: 'no_request' }, 'not_taken'],
  ['something lay over the button', { awaited: button, presence: 'visible', reason: 'covered' }, 'covered'],
  ['the browser failed', { outcome: 'error' }, 'browser_error'],
  ['the browser failed at a selector', { outcome: 'error', hasInvalidSelectors: true }, 'invalid_selector'],
  ['the bank did not answer', { address: null }, 'no_answer'],
])('%s', (_, changes, cause) => {
  expect(causeOf({ ...facts, ...changes })).toBe(cause);
});
