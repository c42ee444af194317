import { type CodeParts, cutLogin, type LoginAction } from './login-parts.js';
import type { Action, Recorded } from './recorded-action.js';
import { stableSelector, undecided, type Use } from './stable-selector.js';

/**
 * A draft of a bank file for a recorded login. It loads, and holds nothing that was typed. Lines with `DECIDE` name what the
 * recording does not say.
 */
export function draftBankFile(actions: readonly Action[]): string {
  const values = actions.flatMap((action) =>
    'value' in action && action.value.length > 2 ? [action.value] : [],
  );
  const parts = cutLogin(actions);
  const secrets = new Map<string, string>();
  const select = (on: Recorded, use: Use): string => stableSelector(on, { use, values });

  const address = publicAddress(actions.find((action) => action.is === 'open')?.url, values);
  const login = parts.login.flatMap((action) => toStep(action));
  const code = parts.code && draftCode(parts.code);
  const { dismiss, loggedIn } = draftEnd();

  return [
    '# A draft that was made from a recording. Nothing that was typed is in it.',
    '# Settle each DECIDE, then run: npx assisted-login bank check FILE, and: npx assisted-login bank try FILE',
    `code: ${slugOf(address.host)} # DECIDE: a short name of the bank`,
    `name: ${quote(address.host)} # DECIDE: the name that people see`,
    `login_url: ${quote(address.url)}${address.note}`,
    ...(secrets.size === 0 ? [] : ['secrets:']),
    ...[...secrets].map(
      ([name, label]) => `  ${name}: { label: ${quote(label)} } # DECIDE: pattern, private`,
    ),
    ...list('dismiss', dismiss, (selector) => `${quote(selector)} # DECIDE: was it in the way, or a step?`),
    ...list('login', login, (step) => step),
    ...(code?.lines ?? []),
    'pages:',
    '  # DECIDE: the page after a wrong password, such as',
    "  # - { selector: '#error', is: bad_credentials }",
    ...(code
      ? [
          '  # DECIDE: the page after a wrong code, such as',
          "  # - { selector: '#code-error', is: code_rejected }",
          ...code.pages.map((rule) => `  - ${rule}`),
        ]
      : []),
    `  - ${loggedIn}`,
    '',
  ].join('\n');

  function toStep(action: LoginAction): string[] {
    switch (action.is) {
      case 'press':
        return [
          step({ click: select(action.on, 'press'), ...(action.opensTab && { opens: 'tab' }) }, action.on),
        ];
      case 'key':
        return [step({ press: action.key })];
      case 'tick':
        return [step({ [action.isOn ? 'check' : 'uncheck']: select(action.on, 'tick') }, action.on)];
      case 'see':
        return [step({ wait: select(action.on, 'see') }, action.on)];
      case 'choose':
        return [
          `${step({ select: select(action.on, 'choose'), with: secretFor(action.on) }, action.on)} # DECIDE: or option, if it is the same for all`,
        ];
      case 'keypad':
        return [
          `${step({ keypad: keysSelector(action.keys), with: action === parts.password ? 'password' : 'secrets.pin', by: 'text' }, action.keys[0])} # DECIDE: does it match all keys?`,
        ];
      case 'enter': {
        const field = step({ fill: select(action.on, 'enter'), with: valueOf(action) }, action.on);
        const isGuess = action === parts.password && parts.isPasswordGuessed;
        return [isGuess ? `${field} # DECIDE: is it the password?` : field];
      }
    }
  }

  function valueOf(action: Extract<LoginAction, { is: 'enter' }>): string {
    if (action === parts.username) return 'username';
    return action === parts.password ? 'password' : secretFor(action.on);
  }

  function secretFor(on: Recorded): string {
    const label = labelOf(on, values);
    const name = nameOf(label) || `secret${secrets.size + 1}`;
    secrets.set(name, label);
    return `secrets.${name}`;
  }

  function draftCode({ before, fields, isGuessed, beforeSubmit, submit }: CodeParts) {
    const [field] = fields;
    const input = field ? select(field.on, 'enter') : undecided;
    const frame = field?.on.frame ?? [];
    const inFrame = frame.length === 0 ? '' : `, frame: ${frameText(frame)}`;
    const steps = submit?.is === 'key' ? [...beforeSubmit, submit] : beforeSubmit;
    // The frame of `otp` is that of all its selectors.
    const bare = (action: LoginAction) =>
      toStep('on' in action ? { ...action, on: { ...action.on, frame: [] } } : action);
    const first = before.find((action) => action.is === 'press');
    return {
      lines: [
        'otp:',
        `  input: ${quote(input)}${fieldNote(fields.length, isGuessed)}`,
        ...(submit?.is === 'press' ? [`  submit: ${quote(select(submit.on, 'press'))}`] : []),
        ...(frame.length === 0 ? [] : [`  frame: ${frameText(frame)}`]),
        ...list('  before', before.flatMap(bare), (one) => one),
        ...list('  before_submit', steps.flatMap(bare), (one) => one),
        '  channel: unknown # DECIDE: sms, email, call, app or token',
      ],
      pages: [
        `{ selector: ${quote(input)}${inFrame}, is: code_required }`,
        ...(first ? [`{ selector: ${quote(select(first.on, 'press'))}${inFrame}, is: code_required }`] : []),
      ],
    };
  }

  /** What is seen or pressed last is taken for a sign of the page after the login. */
  function draftEnd(): { dismiss: string[]; loggedIn: string } {
    const seen = parts.after.findLast((action) => action.is === 'see');
    const marker = seen ?? parts.after.findLast((action) => action.is === 'press');
    const dismiss = parts.after.flatMap((action) =>
      action.is === 'press' && action !== marker ? [select(action.on, 'press')] : [],
    );
    if (marker) {
      const inFrame = marker.on.frame.length === 0 ? '' : `, frame: ${frameText(marker.on.frame)}`;
      const selector = select(marker.on, 'see');
      return {
        dismiss,
        loggedIn: `{ selector: ${quote(selector)}${inFrame}, is: logged_in } # DECIDE: is it on this page only?`,
      };
    }
    const url = parts.endUrl === undefined ? '**/DECIDE' : `${publicAddress(parts.endUrl, values).url}*`;
    return { dismiss, loggedIn: `{ url: ${quote(url)}, is: logged_in } # DECIDE: a selector is safer` };
  }
}

const fieldNote = (fields: number, isGuessed: boolean): string => {
  if (fields > 1) return ` # DECIDE: a selector that matches all ${fields} fields`;
  return isGuessed ? ' # DECIDE: is it the field for the code?' : '';
};

function list(key: string, items: readonly string[], line: (item: string) => string): string[] {
  const indent = /^ */.exec(key)?.[0] ?? '';
  return items.length === 0 ? [] : [`${key}:`, ...items.map((item) => `${indent}  - ${line(item)}`)];
}

/** A step in one line; of a recorded element, with its frame. */
function step(keys: Record<string, string>, on?: Recorded): string {
  const parts = Object.entries(keys).map(([key, value]) => `${key}: ${isPlain(key) ? value : quote(value)}`);
  const frame = on?.frame ?? [];
  return `{ ${[...parts, ...(frame.length === 0 ? [] : [`frame: ${frameText(frame)}`])].join(', ')} }`;
}

const isPlain = (key: string): boolean => ['with', 'by', 'press', 'opens'].includes(key);
const quote = (text: string): string => `'${text.replaceAll("'", "''").replace(/\s+/g, ' ')}'`;
const frameText = (frame: readonly string[]): string =>
  frame.length === 1 ? quote(frame[0] ?? '') : `[${frame.map(quote).join(', ')}]`;

/** `div.keypad > button:nth-of-type(4) > span` is a key of `div.keypad > button`. */
function keysSelector(keys: readonly Recorded[]): string {
  const paths = keys.map(
    ({ candidates }) => candidates.find((candidate) => candidate.by === 'css')?.css ?? '',
  );
  const [first = ''] = paths.map((path) => path.replace(/:nth-(?:of-type|child)\([^]*$/, ''));
  return first !== '' && paths.every((path) => path.startsWith(first)) ? first : undecided;
}

/** An address without its query and fragment, and without what was typed. */
function publicAddress(address: string | undefined, values: readonly string[]) {
  const url = URL.canParse(address ?? '') ? new URL(address ?? '') : new URL('https://decide.example/');
  const isLeftOut = url.search !== '' || url.hash !== '';
  url.search = '';
  url.hash = '';
  url.username = '';
  url.password = '';
  const isTelling = values.some((value) => decodeURIComponent(url.href).includes(value));
  return {
    host: url.hostname,
    url: isTelling ? `${url.origin}/` : url.href,
    note:
      isLeftOut || isTelling || address === undefined ? ' # DECIDE: a part of the address was left out' : '',
  };
}

const slugOf = (host: string): string =>
  host
    .replace(/^www\./, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64);

function labelOf({ candidates }: Recorded, values: readonly string[]): string {
  const names = candidates.flatMap((candidate) => {
    if (candidate.by === 'role') return [candidate.name];
    return candidate.by === 'css' ? [candidate.css.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()] : [];
  });
  return (
    names.find((name) => name !== '' && !values.some((value) => name.includes(value)))?.slice(0, 100) ??
    'DECIDE'
  );
}

const nameOf = (label: string): string =>
  label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
