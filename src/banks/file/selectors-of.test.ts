import { expect, test } from 'vitest';
import { bankFileSchema } from './bank-file.js';
import { pathInFile } from './bank-file-error.js';
import { selectorsOf } from './selectors-of.js';

/** The keys that hold a selector; each is a selector with a number of its own. */
const file = {
  code: 'test',
  name: 'Test Bank',
  login_url: 'https://bank.example/',
  dismiss: ['#n1', '#n2'],
  login: [
    { click: '#n3', if: '#n4', frame: ['#n5', '#n6'] },
    { check: '#n7' },
    { uncheck: '#n8' },
    { wait: '#n9' },
    { press: 'Enter' },
    { fill: '#n10', with: 'username' },
    { type: '#n11', with: 'password' },
    { select: '#n12', option: 'one' },
    { keypad: '#n13', with: 'password', by: 'text' },
    { asked: '#n14', with: 'password', position: 'label', keys: '#n15', by: 'text' },
  ],
  otp: {
    input: '#n16',
    submit: '#n17',
    frame: '#n18',
    before: [{ click: '#n19' }],
    before_submit: [{ check: '#n20' }],
    destination: '#n21',
    message: '#n22',
    picture: '#n23',
    resend: '#n24',
    type: 'numeric',
    purpose: 'login',
  },
  choice: {
    options: [{ id: 'sms', label: 'SMS', select: '#n25', destination: '#n26' }],
    submit: '#n27',
  },
  approval: { message: '#n28', compare: '#n29', instead: '#n30' },
  question: { text: '#n31', input: '#n32', submit: '#n33' },
  pages: [
    { selector: '#n34', frame: '#n35', url: '**/a', is: 'logged_in' },
    { selector: '#n36', is: 'code_required' },
    { selector: '#n37', is: 'choice_required' },
    { selector: '#n38', is: 'approval_required' },
    { selector: '#n39', is: 'question' },
    { dialog: 'locked', is: 'account_locked' },
  ],
  keep_alive: { url: 'https://bank.example/home', every_seconds: 60, logged_in: '#n40' },
};
const fields = { username: '#n41', password: '#n42', submit: '#n43' };

test('every selector of a file, with its place', () => {
  const found = selectorsOf(bankFileSchema.parse(file));
  const all = JSON.stringify(file).match(/#n\d+/g) ?? [];
  expect(found.map(({ selector }) => selector).toSorted()).toEqual(all.toSorted());
  const places = Object.fromEntries(found.map(({ path, selector }) => [selector, pathInFile(path)]));
  expect(places).toMatchObject({
    '#n2': 'dismiss[1]',
    '#n4': 'login[0].if',
    '#n6': 'login[0].frame',
    '#n20': 'otp.before_submit[0].check',
    '#n26': 'choice.options[0].destination',
    '#n36': 'pages[1].selector',
    '#n40': 'keep_alive.logged_in',
  });
  const plain = selectorsOf(bankFileSchema.parse({ ...file, login: undefined, fields }));
  expect(plain.slice(0, 3).map(({ path }) => pathInFile(path))).toEqual([
    'fields.username',
    'fields.password',
    'fields.submit',
  ]);
});
