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
    cause: 'unknown_page' as const,
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

const heading = (label: string, changes: Partial<SeenElement> = {}): SeenElement =>
  element({ kind: 'heading', role: 'heading', selector: '#heading', label, ...changes });
const passwords = ['#new', '#again'].map((selector) => field({ selector, isPassword: true }));
const entry = (selector: string, is: string): string => `pages:\n  - { selector: '${selector}', is: ${is} }`;

test.each<[string, SeenElement[], string[]]>([
  ['a locked account', [heading('Your account has been locked')], [entry('#heading', 'account_locked')]],
  ['maintenance', [heading('Wartungsarbeiten')], [entry('#heading', 'unavailable')]],
  ['a bot wall', [heading('Acceso denegado')], [entry('#heading', 'access_denied')]],
  ['a new password', [heading('Choose'), ...passwords], [entry('#new', 'password_expired')]],
  [
    'a refusal above its form',
    [
      heading('The password is not correct.', { role: 'alert', selector: '#error' }),
      field({ selector: '#user' }),
      field({ selector: '#pass', isPassword: true }),
      element({ selector: '#reject', label: 'Reject cookies' }),
    ],
    [entry('#error', 'bad_credentials')],
  ],
  [
    'a question that can be put off, with fields',
    [
      heading('Change your password?'),
      ...passwords,
      element({ selector: '#later', label: 'Remind me later' }),
    ],
    ["dismiss:\n  - '#later'"],
  ],
  [
    'news above the accounts',
    [heading('Maintenance on Sunday'), heading('Your accounts', { selector: '#accounts-title' })],
    [entry('#accounts-title', 'logged_in')],
  ],
  ['a page that asks for something', [heading('Approve this sign-in')], []],
  ['a form that nothing is known of', [heading('Your details'), field({ selector: '#street' })], []],
])('an unknown page: %s', (_, elements, lines) => {
  expect(linesFor(elements)).toEqual(lines);
});

test('a link that leads past the menu passes no page', () => {
  const elements = [
    element({ kind: 'link', selector: '#skip', label: 'Skip to content' }),
    element({ selector: '#go-on', label: 'Continue' }),
  ];
  expect(linesFor(elements)).toEqual(["dismiss:\n  - '#go-on'"]);
});

test('an end of the login while a step waits; but no guess', () => {
  expect(linesFor([heading('Your access is locked')], awaited('fields', 'username'))).toEqual([
    entry('#heading', 'account_locked'),
  ]);
  expect(linesFor([heading('Welcome')], awaited('fields', 'username'))).toEqual([]);
});

test.each([
  [30, ['timeout_seconds: 60']],
  [200, ['timeout_seconds: 300']],
  [300, []],
])('what came late is waited for longer: %i s', (timeout_seconds, lines) => {
  expect(linesFor([], { bank: { ...file, timeout_seconds }, cause: 'came_late' })).toEqual(lines);
});
