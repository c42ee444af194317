import { type FieldKind, fieldKind } from './field-kind.js';
import type { Action, Recorded } from './recorded-action.js';

type Field = Extract<Action, { is: 'enter' | 'choose' }>;
type Keypad = { is: 'keypad'; keys: Recorded[] };
export type LoginAction = Exclude<Action, { is: 'open' }> | Keypad;

/** A recorded login, cut where a bank file is. */
export interface LoginParts {
  /** To the press that sends user name and password. */
  login: LoginAction[];
  username: Field | undefined;
  password: Field | Keypad | undefined;
  /** Nothing says that this field is for the password: it is the second one. */
  isPasswordGuessed: boolean;
  code: CodeParts | undefined;
  /** What was done and seen behind the last press that belongs to the login. */
  after: LoginAction[];
  /** The page that the last press of the login opened, if it is recorded. */
  endUrl: string | undefined;
}

export interface CodeParts {
  /** Between the login and the field for the code. */
  before: LoginAction[];
  fields: Field[];
  isGuessed: boolean;
  /** Between the code and its button. */
  beforeSubmit: LoginAction[];
  submit: LoginAction | undefined;
}

export function cutLogin(recording: readonly Action[]): LoginParts {
  const actions = foldKeypads(withoutRepeats(recording));
  const kinds = actions.map((action): FieldKind | null =>
    action.is === 'enter' ? fieldKind(action.on) : null,
  );
  const { passwordAt, isPasswordGuessed } = findPassword(actions, kinds);
  const codeAt = findCode(actions, kinds, passwordAt);

  const loginEnd = codeAt ?? actions.length;
  const lastField = actions.slice(0, loginEnd).findLastIndex((action) => isField(action));
  const sendAt = nextPress(actions, lastField + 1) ?? lastField;
  const login = actions.slice(0, sendAt + 1);
  const rest = {
    login,
    username: findUsername(login, kinds, passwordAt),
    password: passwordAt === undefined ? undefined : (actions[passwordAt] as Field | Keypad),
    isPasswordGuessed,
  };
  if (codeAt === undefined)
    return { ...rest, code: undefined, after: actions.slice(sendAt + 1), endUrl: urlBehind(actions[sendAt]) };

  const codeEnd = actions.findIndex(({ is }, at) => at > codeAt && is !== 'enter');
  const behind = actions.slice(codeEnd === -1 ? actions.length : codeEnd);
  const submitAt = findSubmit(behind);
  return {
    ...rest,
    code: {
      before: actions.slice(sendAt + 1, codeAt),
      fields: actions.slice(codeAt, codeEnd === -1 ? undefined : codeEnd).filter(isTextField),
      isGuessed: kinds[codeAt] !== 'code',
      beforeSubmit: behind.slice(0, Math.max(0, submitAt)),
      submit: behind[submitAt],
    },
    after: behind.slice(submitAt + 1),
    endUrl: urlBehind(behind[submitAt]),
  };
}

const isTextField = (action: LoginAction): action is Field => action.is === 'enter';
const isField = ({ is }: LoginAction): boolean => ['enter', 'choose', 'tick', 'keypad'].includes(is);
const isPress = (action: LoginAction | undefined): boolean => action?.is === 'press' || action?.is === 'key';
const urlBehind = (action: LoginAction | undefined): string | undefined =>
  action?.is === 'press' || action?.is === 'key' ? action.leadsTo : undefined;

function nextPress(actions: readonly LoginAction[], from: number): number | undefined {
  const at = actions.findIndex((action, index) => index >= from && isPress(action));
  return at === -1 ? undefined : at;
}

function findPassword(actions: readonly LoginAction[], kinds: readonly (FieldKind | null)[]) {
  const known = actions.findIndex(({ is }, at) => kinds[at] === 'password' || is === 'keypad');
  if (known !== -1) return { passwordAt: known, isPasswordGuessed: false };
  const fields = [...actions.keys()].filter((at) => kinds[at] !== null && kinds[at] !== 'code');
  return { passwordAt: fields[1], isPasswordGuessed: fields[1] !== undefined };
}

/** The first field behind the press that sends the password. */
function findCode(
  actions: readonly LoginAction[],
  kinds: readonly (FieldKind | null)[],
  passwordAt: number | undefined,
): number | undefined {
  if (passwordAt === undefined) return undefined;
  const sentAt = nextPress(actions, passwordAt + 1);
  if (sentAt === undefined) return undefined;
  const later = [...actions.keys()].filter((at) => at > sentAt && kinds[at] !== null);
  return later.find((at) => kinds[at] === 'code') ?? later[0];
}

function findUsername(
  login: readonly LoginAction[],
  kinds: readonly (FieldKind | null)[],
  passwordAt: number | undefined,
): Field | undefined {
  const fields = [...login.keys()].filter((at) => at !== passwordAt && login[at]?.is === 'enter');
  const at = fields.find((one) => kinds[one] === 'username') ?? fields[0];
  const field = at === undefined ? undefined : login[at];
  return field?.is === 'enter' ? field : undefined;
}

/** The press that sent the code: the one that opened a page, if that is recorded. -1 if there is none. */
function findSubmit(behind: readonly LoginAction[]): number {
  const opening = behind.findIndex((action) => urlBehind(action) !== undefined);
  return opening === -1 ? behind.findIndex(isPress) : opening;
}

/** Without presses that only gave a field the focus, and without earlier values of a field. */
function withoutRepeats(actions: readonly Action[]): Exclude<Action, { is: 'open' }>[] {
  const taken = actions.filter((action) => action.is !== 'open');
  const fields = taken.filter((action) => action.is === 'enter' || action.is === 'choose');
  return taken.filter((action, at) => {
    const next = taken[at + 1];
    if (action.is === 'press') return !fields.some(({ on }) => isSameElement(on, action.on));
    return !(action.is === 'enter' && next?.is === 'enter' && isSameElement(action.on, next.on));
  });
}

function isSameElement(one: Recorded, other: Recorded): boolean {
  const names = new Set(one.candidates.map((candidate) => JSON.stringify(candidate)));
  return (
    one.frame.join() === other.frame.join() &&
    other.candidates.some((candidate) => names.has(JSON.stringify(candidate)))
  );
}

/** From so many presses of single characters on, they are a keypad: a bank may ask for some characters only. */
const fewestKeys = 2;

/** The order of such presses is the password: only the keys are kept. */
function foldKeypads(actions: readonly Exclude<Action, { is: 'open' }>[]): LoginAction[] {
  const folded: LoginAction[] = [];
  let keys: Extract<Action, { is: 'press' }>[] = [];
  const flush = (): void => {
    if (keys.length >= fewestKeys) folded.push({ is: 'keypad', keys: keys.map(({ on }) => on) });
    else folded.push(...keys);
    keys = [];
  };
  for (const action of actions) {
    if (action.is === 'press' && action.on.candidates.some(isSingleCharacter)) {
      keys.push(action);
      continue;
    }
    flush();
    folded.push(action);
  }
  flush();
  return folded;
}

const isSingleCharacter = (candidate: Recorded['candidates'][number]): boolean =>
  (candidate.by === 'role' && /^\S$/u.test(candidate.name)) ||
  (candidate.by === 'text' && /^\S$/u.test(candidate.text));
