/** How the bank behaves for one user name. `plain` has the defaults. */
export interface Scenario {
  does: string;
  atLogin:
    | 'asks_code'
    | 'asks_channel'
    | 'asks_approval'
    | 'asks_question'
    | 'lets_in'
    | 'bad_credentials'
    | 'locked'
    | 'unavailable'
    | 'odd_page';
  /** How codes come. The page with a picture shows one from which the app makes the code. */
  channel: 'sms' | 'app' | 'picture';
  codeLength: number;
  alphabet: 'digits' | 'letters_and_digits';
  /** One field for each character instead of one for all. */
  oneFieldEach: boolean;
  /**
   * A single-page application: forms are sent by fetch and the page is rendered again, without navigation.
   */
  singlePage: boolean;
  /** The code page works only in the document in which it was opened. */
  pageBound: boolean;
  refusesFirstCode: boolean;
  locksAfterLastAttempt: boolean;
  rounds: number;
  /** Whether an approval reaches the phone. */
  reachesPhone: boolean;
  /** When the app refuses by itself. */
  refusesAfterMs: number | null;
  /** Whether a code can be asked for instead of the approval. */
  offersCodeInstead: boolean;
  codeLifeMs: number;
  smsDelayMs: number;
  smsCopies: number;
  offersResend: boolean;
  remembersBrowser: boolean;
  /** The delay of every page of this user. */
  pageDelayMs: number;
  /** When the bank ends the session by itself. */
  sessionLifeMs: number | null;
}

/**
 * The SMS says three minutes. The bank accepts the code for four, so that one typed in the last second counts.
 */
const codeLifeMs = 4 * 60_000;

const plain = {
  atLogin: 'asks_code',
  channel: 'sms',
  codeLength: 6,
  alphabet: 'digits',
  oneFieldEach: false,
  singlePage: false,
  pageBound: false,
  refusesFirstCode: false,
  locksAfterLastAttempt: false,
  rounds: 1,
  reachesPhone: true,
  refusesAfterMs: null,
  offersCodeInstead: false,
  codeLifeMs,
  smsDelayMs: 0,
  smsCopies: 1,
  offersResend: false,
  remembersBrowser: false,
  pageDelayMs: 0,
  sessionLifeMs: null,
} satisfies Omit<Scenario, 'does'>;

function scenario(does: string, departures: Partial<Scenario> = {}): Scenario {
  return { ...plain, ...departures, does };
}

/** The user names of the bank, in the order the login page lists them. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  Object.entries({
    ok: scenario('lets in without a code', { atLogin: 'lets_in' }),
    otp: scenario('asks for 6 digits'),
    'otp-8': scenario('asks for 8 digits', { codeLength: 8 }),
    'otp-alnum': scenario('asks for 6 letters and digits', { alphabet: 'letters_and_digits' }),
    'otp-boxes': scenario('one field for each digit', { oneFieldEach: true }),
    // With a delay, so that a driver that mistakes the old page, still visible, for the answer is noticed.
    'otp-spa': scenario('a single page that never navigates', { singlePage: true, pageDelayMs: 400 }),
    'otp-reject-once': scenario('refuses the first code and repeats it', { refusesFirstCode: true }),
    'otp-attempts': scenario('locks after 3 wrong codes', { locksAfterLastAttempt: true }),
    'otp-twice': scenario('asks for a second code after the first', { rounds: 2 }),
    'otp-expire': scenario('its code lives 15 s', { codeLifeMs: 15_000 }),
    'otp-slow-sms': scenario('its SMS comes after 10 s', { smsDelayMs: 10_000 }),
    'otp-dup-sms': scenario('its SMS comes twice', { smsCopies: 2 }),
    'otp-resend': scenario('sends another code on request', { offersResend: true }),
    'otp-pagebound': scenario('its code page cannot be reopened', { pageBound: true }),
    trusted: scenario('asks once, then remembers the browser', { remembersBrowser: true }),
    totp: scenario("asks for an authenticator's code", { channel: 'app' }),
    'choose-channel': scenario('asks whether to send the code by SMS or e-mail', { atLogin: 'asks_channel' }),
    push: scenario('waits for an approval on the phone', { atLogin: 'asks_approval' }),
    'push-refused': scenario('the phone refuses by itself after 5 s', {
      atLogin: 'asks_approval',
      refusesAfterMs: 5_000,
    }),
    'push-expired': scenario('waits for a phone that is switched off', {
      atLogin: 'asks_approval',
      reachesPhone: false,
    }),
    'push-instead': scenario('offers a code instead of the approval', {
      atLogin: 'asks_approval',
      offersCodeInstead: true,
    }),
    question: scenario('asks for the first pet: Rex', { atLogin: 'asks_question' }),
    'photo-tan': scenario('shows a picture that has the code', { channel: 'picture' }),
    'bad-password': scenario('no password is right', { atLogin: 'bad_credentials' }),
    locked: scenario('the account is locked', { atLogin: 'locked' }),
    unavailable: scenario('the bank is down', { atLogin: 'unavailable' }),
    slow: scenario('no code, but every page takes 5 s', { atLogin: 'lets_in', pageDelayMs: 5_000 }),
    'odd-page': scenario('a page nobody knows', { atLogin: 'odd_page' }),
    logout: scenario('no code; the session ends after 20 s', { atLogin: 'lets_in', sessionLifeMs: 20_000 }),
  }),
);

/**
 * Finds the scenario of a user name. `otp+7` behaves like `otp`, as a separate user. Undefined for unknown
 * names.
 */
export function findScenario(username: string): Scenario | undefined {
  const [name = '', ...suffix] = username.split('+');
  if (suffix.length > 0 && suffix.join('+') === '') return undefined;
  return scenarios.get(name);
}
