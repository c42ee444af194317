import { expect, test } from 'vitest';
import { bankFileSchema } from '../file/bank-file.js';
import type { SeenElement } from './read-elements.js';
import { type FailureFacts, suggestChanges } from './suggest-changes.js';

/** What is suggested for pages that are only described here; changed-sites.test.ts tries suggestions at real ones. */

const file = {
  code: 'test',
  name: 'Test Bank',
  login_url: 'https://bank.example/',
  fields: { username: '#user', password: '#pass', submit: '#go' },
  otp: { input: '#otp', submit: '#otp-go' },
  pages: [
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ],
};

const element = (changes: Partial<SeenElement>): SeenElement => ({
  ...{ kind: 'button', role: 'button', label: '', selector: '#some', frame: [], disabled: false },
  ...{ covered: false, isPassword: false, hints: '', maxLength: null, form: null, submits: false },
  ...{ inside: null, under: null },
  ...changes,
});
const field = (changes: Partial<SeenElement>): SeenElement =>
  element({ kind: 'field', role: 'textbox', form: '0.0', ...changes });

function linesFor(
  elements: SeenElement[],
  { bank = file, ...facts }: Partial<Omit<FailureFacts, 'bank'>> & { bank?: object } = {},
): string[] {
  const whole = {
    covers: [],
    awaited: null,
    presence: null,
    isKnownPage: false,
    wasCovered: false,
    ...facts,
  };
  return suggestChanges({ ...whole, elements, bank: bankFileSchema.parse(bank) }).map(({ yaml }) => yaml);
}
const awaited = (...path: (string | number)[]) => ({
  awaited: { path, selector: path.at(-1) === 'username' ? '#user' : '#go', frame: [] },
  presence: 'absent' as const,
});

test('a field of a file without steps, by what it says of itself', () => {
  const elements = [
    field({ selector: '#search', label: 'Search', form: null }),
    field({ selector: '#customer', label: 'Customer number', hints: 'username' }),
    field({ selector: '#secret', isPassword: true }),
  ];
  expect(linesFor(elements, awaited('fields', 'username'))).toEqual(["fields:\n  username: '#customer'"]);
});

test('the button that sends the form, and not one that only stands beside it', () => {
  const elements = [
    field({ selector: '#user' }),
    element({ selector: '#forgotten', label: 'Forgotten?', form: '0.0' }),
    element({ selector: '#enter', label: 'Weiter', form: '0.0', submits: true }),
    element({ selector: '#language', label: 'English' }),
  ];
  expect(linesFor(elements, awaited('fields', 'submit'))).toEqual(["fields:\n  submit: '#enter'"]);
});

test('a code field that came out of its frame, with its entry of pages', () => {
  const framed = { ...file, otp: { ...file.otp, frame: 'iframe#secure' } };
  const elements = [field({ selector: '#sms', hints: 'one-time-code numeric', maxLength: 6 })];
  const facts = { awaited: { path: ['otp', 'input'], selector: '#otp', frame: ['iframe#secure'] } };
  expect(linesFor(elements, { bank: framed, ...facts, presence: 'absent' })).toEqual([
    "otp:\n  input: '#sms'",
    'otp:\n  frame: null',
    "pages:\n  - { selector: '#sms', is: code_required }",
  ]);
});

test('a page that asks for a code, in a file that knows of none', () => {
  const plain = { ...file, otp: undefined, pages: [{ selector: '#accounts', is: 'logged_in' }] };
  const elements = [
    field({ selector: '#tan', label: 'TAN', maxLength: 6 }),
    element({ selector: '#send', label: 'Send', submits: true, form: '0.0' }),
  ];
  expect(linesFor(elements, { bank: plain })).toEqual([
    "otp: { input: '#tan', submit: '#send' }",
    "pages:\n  - { selector: '#tan', is: code_required }",
  ]);
});

test.each([
  ['Abmelden', "pages:\n  - { selector: '#out', is: logged_in }"],
  ['Cerrar sesión', "pages:\n  - { selector: '#out', is: logged_in }"],
])('a page on which one can log out is the one after the login: %s', (label, line) => {
  const elements = [element({ kind: 'heading', label: 'Welcome' }), element({ selector: '#out', label })];
  expect(linesFor(elements)).toEqual([line]);
});

test('what lies over the page is closed without agreeing to anything', () => {
  const elements = [
    element({ selector: '#go', label: 'Log in', covered: true, under: '0.0' }),
    element({ selector: '#all', label: 'Accept all', inside: '0.0' }),
    element({ selector: '#few', label: 'Only what is necessary', inside: '0.0' }),
  ];
  const covers = [{ id: '0.0', element: '<div> Cookies', selector: '#wall' }];
  expect(linesFor(elements, { covers })).toEqual(["dismiss:\n  - '#few'"]);
});

test('nothing is suggested from elements whose selectors hold secrets, nor for a page that is known', () => {
  expect(linesFor([element({ selector: null, label: 'Log out' })])).toEqual([]);
  expect(linesFor([element({ label: 'Log out' })], { isKnownPage: true })).toEqual([]);
});
