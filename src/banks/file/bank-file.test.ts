import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type BankFile } from './bank-file.js';
import { BankFileError } from './bank-file-error.js';
import { parseBankFile } from './read-bank-file.js';

/** A file that uses every key. */
const whole = `code: hills
name: Bank of the Hills
login_url: https://clients.hills.example/login
timeout_seconds: 20
resumable: true
release_while_waiting: false
session_movable: true
browser:
  locale: fr-FR
  timezone: Europe/Paris
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64)'
  viewport: { width: 1280, height: 900 }
  program: chromium
secrets:
  branch: { label: Branch number, pattern: '^\\d{4}$' }
  memorable: { label: Memorable word, private: true }
dismiss: ['#cookies-refuse', 'button:has-text("Later")']
accept_dialogs: ['go on here']
service_workers: allow
login:
  - { click: '#menu', opens: tab }
  - { uncheck: '#news', if: '#news', frame: 'iframe#outer' }
  - { check: '#remember', if: '#remember', frame: ['iframe#outer', 'iframe#inner'] }
  - { select: '#document', option: Passport }
  - { select: '#branch', with: secrets.branch }
  - { fill: '#identifier', with: username }
  - { type: '#again', with: username }
  - { press: Enter }
  - { wait: '#keys' }
  - { keypad: '.keys button', with: password, by: aria-label }
  - { keypad: '.keys img', with: password, by: picture, pictures: { '00ff00ff00ff00ff': '7', 'ff00ff00ff00ff00': '12' } }
  - { asked: '.asked input', with: secrets.memorable, position: label }
  - { asked: '.asked div', with: secrets.memorable, position: data-at, keys: '.keys b', by: text }
  - { click: '#go' }
otp:
  input: '.code input'
  submit: '#code-go'
  frame: 'iframe#secure'
  before: [{ click: '#send-code' }]
  before_submit: [{ check: '#trust', if: '#trust' }]
  length: { min: 6, max: 8 }
  type: numeric
  purpose: Sign in
  channel: sms
  destination: '#sent-to'
  message: '.alert'
  picture: '#photo-tan'
  expires_seconds: 120
  max_attempts: 3
  resend: '#again'
  resend_after_seconds: 30
choice:
  options:
    - { id: sms, channel: sms, select: '#by-sms', destination: '#by-sms .phone' }
    - { id: device-2, label: Second phone, channel: app, select: 'li:nth-child(2)' }
  submit: '#choose'
approval: { message: '.instruction', compare: '.number', expires_seconds: 300, instead: '#get-a-code' }
question: { text: '.question', input: '#answer', submit: '#answer-go' }
pages:
  - { selector: '#code', is: code_required, frame: ['iframe#secure'] }
  - { dialog: 'wrong code', is: code_rejected }
  - { selector: '.waiting', is: approval_required }
  - { selector: '.refused', is: approval_refused }
  - { selector: '#choose', is: choice_required }
  - { selector: '.question', is: question }
  - { url: '**/change-password*', is: password_expired }
  - { selector: 'text=Access denied', url: '**/blocked', is: access_denied }
  - { selector: '#accounts', is: logged_in }
  - { selector: '#bad', is: bad_credentials }
  - { selector: '#locked', is: account_locked }
  - { selector: '#down', is: unavailable }
keep_alive: { url: https://clients.hills.example/home, every_seconds: 120, logged_in: '#accounts' }
`;

function problemsOf(text: string): string[] {
  try {
    parseBankFile(text, 'a.yaml', {});
  } catch (error) {
    if (error instanceof BankFileError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** The file with some values changed; undefined takes a key away. */
const changed = (path: readonly (string | number)[], value: unknown): string => {
  const file = parse(whole) as Record<string | number, unknown>;
  let at = file;
  for (const key of path.slice(0, -1)) at = at[key] as typeof file;
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return stringify(file);
};

test('a file may use every key', () => {
  const file: BankFile = parseBankFile(whole, 'a.yaml', {});
  expect(file.login?.[1]).toEqual({ uncheck: '#news', if: '#news', frame: ['iframe#outer'] });
  expect(file.otp?.frame).toEqual(['iframe#secure']);
  expect(file.secrets['memorable']).toEqual({ label: 'Memorable word', private: true });
  expect(file.choice?.options[1]).toMatchObject({ label: 'Second phone', channel: 'app' });
});

describe('a broken file is refused with path, reason and remedy', () => {
  const step = ['login', 0] as const;
  const login: [login: unknown, problem: string][] = [
    [{ hover: '#a' }, 'login[0].hover: is not known here: check its spelling, or leave it out'],
    [
      { click: '#a', with: 'username' },
      'login[0].with: is not known here: check its spelling, or leave it out',
    ],
    [{ click: '#a', fill: '#b' }, 'login[0].fill: is not known here: check its spelling, or leave it out'],
    [{ click: 5 }, 'login[0].click: must be a selector in quotes'],
    [{ click: '' }, 'login[0].click: must not be empty'],
    [{ click: '#a', opens: 'window' }, 'login[0].opens: must be tab'],
    [{ check: '#a', opens: 'tab' }, 'login[0].opens: is not known here: check its spelling, or leave it out'],
    [{ fill: '#a' }, 'login[0].with: must be username, password or secrets.NAME'],
    [{ fill: '#a', with: 'user' }, 'login[0].with: must be username, password or secrets.NAME'],
    [{ fill: '#a', with: 'secrets.' }, 'login[0].with: must be username, password or secrets.NAME'],
    [{ fill: '#a', with: 'secrets.pin' }, 'login[0].with: names pin, which secrets does not declare'],
    [
      { fill: '#a', with: 'secrets.constructor' },
      'login[0].with: names constructor, which secrets does not declare',
    ],
    [
      { fill: '#a', wiht: 'username' },
      'login[0].wiht: is not known here: check its spelling, or leave it out',
    ],
    [
      { type: '#a', with: 'username', option: 'b' },
      'login[0].option: is not known here: check its spelling, or leave it out',
    ],
    [{ press: 'Entre' }, 'login[0].press: must be the name of a key, such as Enter, Tab or ArrowDown'],
    [{ press: 13 }, 'login[0].press: must be the name of a key'],
    [{ select: '#a' }, 'login[0].option: needs exactly one of option (the text or value to choose) and with'],
    [{ select: '#a', option: 12 }, 'login[0].option: must be a text in quotes'],
    [
      { select: '#a', option: 'x', with: 'username' },
      'login[0].option: needs exactly one of option (the text or value to choose) and with',
    ],
    [{ keypad: '#a', with: 'password' }, 'login[0].by: must be text, picture or the name of an attribute'],
    [{ keypad: '#a', with: 'password', by: 'a b' }, 'login[0].by: must be the name of an attribute'],
    [
      { keypad: '#a', with: 'password', by: 'picture' },
      'login[0].pictures: is missing: by: picture needs it',
    ],
    [
      { keypad: '#a', with: 'password', by: 'text', pictures: { '0123456789abcdef': '1' } },
      'login[0].pictures: is only for by: picture',
    ],
    [
      { keypad: '#a', with: 'password', by: 'picture', pictures: {} },
      'login[0].pictures: must name at least one key',
    ],
    [
      { keypad: '#a', with: 'password', by: 'picture', pictures: { '0123': '1' } },
      'login[0].pictures.0123: its name must be a hash of 16 digits from 0-9 and a-f, in quotes',
    ],
    [
      { keypad: '#a', with: 'password', by: 'picture', pictures: { '0123456789abcdef': 1 } },
      'login[0].pictures.0123456789abcdef: must be a text in quotes',
    ],
    [{ asked: '#a', with: 'password' }, 'login[0].position: must be label or the name of an attribute'],
    [
      { asked: '#a', with: 'password', position: 'label', keys: '#k' },
      'login[0].by: is missing: keys and by go together',
    ],
    [
      { asked: '#a', with: 'password', position: 'label', by: 'text' },
      'login[0].keys: is missing: keys and by go together',
    ],
    [
      { click: '#a', frame: [] },
      'login[0].frame: must be the selector of a frame in quotes, or a list of up to 8 of them, the outermost first',
    ],
    [
      { click: '#a', frame: 5 },
      'login[0].frame: must be the selector of a frame in quotes, or a list of up to 8 of them, the outermost first',
    ],
    [{ click: '#a', if: true }, 'login[0].if: must be a selector in quotes'],
    [
      {},
      'login[0]: must be a step with one of click, check, uncheck, press, wait, fill, type, select, keypad and asked',
    ],
    [
      'click',
      'login[0]: must be a step with one of click, check, uncheck, press, wait, fill, type, select, keypad and asked',
    ],
  ];
  const other: [path: readonly (string | number)[], value: unknown, problem: string][] = [
    [['captcha'], true, 'captcha: is not known here: check its spelling, or leave it out'],
    [['login'], undefined, 'fields: is missing: a file has fields, or login with a list of steps'],
    [['login'], [], 'login: must have at least one step'],
    [['login'], { click: '#a' }, 'login: must be a list of steps'],
    [
      ['fields'],
      { username: '#u', password: '#p', submit: '#s' },
      'login: cannot stand beside fields: leave one of them out',
    ],
    [['session_movable'], 'yes', 'session_movable: must be true or false'],
    [
      ['keep_alive'],
      undefined,
      'session_movable: needs keep_alive, whose url shows that the session is logged in',
    ],
    [['browser', 'locale'], 'fr_FR', 'browser.locale: must be a language tag such as fr-FR'],
    [['browser', 'timezone'], 'Paris', 'browser.timezone: must be a time zone such as Europe/Paris'],
    [['browser', 'user_agent'], 'a\nb', 'browser.user_agent: must be 1 to 500 ASCII characters'],
    [['browser', 'viewport', 'width'], 20, 'browser.viewport.width: must be a whole number from 200 to 4000'],
    [['browser', 'program'], 'firefox', 'browser.program: must be chromium or shell'],
    [['browser', 'stealth'], true, 'browser.stealth: is not known here: check its spelling, or leave it out'],
    [['secrets', 'branch', 'label'], undefined, 'secrets.branch.label: must be a text in quotes'],
    [['secrets', 'branch', 'pattern'], '(', 'secrets.branch.pattern: must be a regular expression'],
    [['secrets', 'branch', 'private'], 'no', 'secrets.branch.private: must be true or false'],
    [
      ['secrets', '2nd'],
      { label: 'x' },
      'secrets.2nd: its name must be 1 to 40 of A-Z, a-z, 0-9 and _, a letter first',
    ],
    [['dismiss'], '#cookies', 'dismiss: must be a list of selectors'],
    [['accept_dialogs', 0], 7, 'accept_dialogs[0]: must be a text in quotes'],
    [['service_workers'], true, 'service_workers: must be allow or block'],
    [
      ['otp', 'frame'],
      false,
      'otp.frame: must be the selector of a frame in quotes, or a list of up to 8 of them, the outermost first',
    ],
    [['otp', 'before'], '#send', 'otp.before: must be a list of steps'],
    [
      ['otp', 'before', 0],
      { clik: '#send' },
      'otp.before[0].clik: is not known here: check its spelling, or leave it out',
    ],
    [
      ['otp', 'before_submit', 0],
      { fill: '#a', with: 'secrets.pin' },
      'otp.before_submit[0].with: names pin, which secrets does not declare',
    ],
    [['otp', 'picture'], 1, 'otp.picture: must be a selector in quotes'],
    [['otp', 'channel'], 'pigeon', 'otp.channel: must be one of sms, email, call, app, token, unknown'],
    [['otp', 'type'], 'hex', 'otp.type: must be numeric or alphanumeric'],
    [['choice', 'options'], [], 'choice.options: must name at least one option'],
    [['choice', 'options', 0, 'select'], undefined, 'choice.options[0].select: must be a selector in quotes'],
    [['choice', 'options', 0, 'id'], 'By SMS', 'choice.options[0].id: must be 1 to 64 of a-z, 0-9 and -'],
    [['choice', 'options', 1, 'id'], 'sms', 'choice.options[1].id: sms is the id of two options'],
    [
      ['choice'],
      undefined,
      'pages[4].is: is choice_required, and there is no choice to say how it is answered',
    ],
    [
      ['approval'],
      undefined,
      'pages[2].is: is approval_required, and there is no approval to say how it is answered',
    ],
    [['question'], undefined, 'pages[5].is: is question, and there is no question to say how it is answered'],
    [['question', 'text'], undefined, 'question.text: must be a selector in quotes'],
    [['approval', 'expires_seconds'], 0, 'approval.expires_seconds: must be a whole number from 1 to 86400'],
    [
      ['pages', 4],
      { selector: '#x', is: 'unavailable' },
      'pages: must name a page that is: choice_required, for choice',
    ],
    [
      ['pages', 5],
      { selector: '#x', is: 'unavailable' },
      'pages: must name a page that is: question, for question',
    ],
    [
      ['pages', 8],
      { is: 'logged_in' },
      'pages[8].selector: must be a selector in quotes, unless there is a url or a dialog',
    ],
    [
      ['pages', 8],
      { url: 5, is: 'logged_in' },
      'pages[8].url: must be an address in quotes; * and ** stand for any text',
    ],
    [['pages', 1, 'selector'], '#x', 'pages[1].dialog: cannot stand beside a selector'],
    [['pages', 1, 'url'], '**', 'pages[1].dialog: cannot stand beside a url'],
    [['pages', 1, 'frame'], 'iframe', 'pages[1].frame: cannot stand beside a dialog'],
  ];
  const cases = [
    ...login.map(([value, problem]): [string, readonly (string | number)[], unknown] => [
      problem,
      step,
      value,
    ]),
    ...other.map(([path, value, problem]): [string, readonly (string | number)[], unknown] => [
      problem,
      path,
      value,
    ]),
  ];

  it('in more than 60 ways', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)('%s', (problem, path, value) => {
    const [first = ''] = problemsOf(changed(path, value)).map((line) => line.replace(/^a\.yaml:\d+: /, ''));
    expect(first).toBe(problem);
  });
});

describe('a file of any content is read, or refused as a whole', () => {
  const keys = [...new Set([...whole.matchAll(/([a-z_]+):/g)].map(([, key = '']) => key))];
  const texts = [
    '#a',
    'username',
    'secrets.branch',
    'code_required',
    'tab',
    'text',
    'picture',
    'Enter',
    '${HOME}',
  ];
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.constantFrom(...texts), fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('value'), { maxKeys: 5 }),
    ),
  }));

  it('with values of any kind anywhere', () => {
    const paths = fc.array(fc.constantFrom(...keys, 0, 1), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(paths, value, (path, any) => {
        let text: string;
        try {
          text = changed(path, any);
        } catch {
          // The path leads through a value that has no parts.
          text = stringify(any);
        }
        for (const line of problemsOf(text)) expect(line).toMatch(/^a\.yaml(:\d+)?: \S/);
      }),
      { numRuns: 500 },
    );
  });

  it('with characters and lines that are missing, doubled or changed', () => {
    const change = fc.record({
      at: fc.nat(whole.length),
      length: fc.nat(40),
      text: fc.oneof(
        fc.string(),
        fc.constantFrom('\n', ': ', '- ', '&a ', '*a', '!!set ', '{', '[', "'", '\t', '|'),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(
          (file, { at, length, text: inserted }) => file.slice(0, at) + inserted + file.slice(at + length),
          whole,
        );
        for (const line of problemsOf(text)) expect(line).toMatch(/^a\.yaml(:\d+)?: \S/);
      }),
      { numRuns: 500 },
    );
  });
});
