import type { Page } from 'playwright-core';
import type { BrowserOptions } from '../browser/chromium.js';
import type { Channel, Descriptor } from '../assistance/descriptor.js';
import type { NotSubmittedReason } from '../assistance/step-answer.js';

export interface Credentials {
  username: string;
  password: string;
  /** By the names of the bank's `secrets`. One that the account does not hold is absent. */
  secrets: Readonly<Record<string, string>>;
}

/** What an account must hold besides user name and password. */
export interface BankSecret {
  /** Unique at its bank. */
  name: string;
  /** What people call it. */
  label: string;
  /** A regular expression that values match, with flag `u`; null when any text will do. */
  pattern: string | null;
  /** Whether it is hidden while it is typed into a form. It is stored and masked like a password in any case. */
  private: boolean;
}

/** One of the ways that a bank's page offers. */
export interface ChoiceOption {
  /** Unique at its bank. */
  id: string;
  label: string;
  channel: Channel;
  /** Where a code would be sent, as the page shows it. */
  destination?: string;
}

/** What a page says that waits for an approval. */
export interface Approval {
  message: string | null;
  /** A number that the person compares with the one in the app. */
  compare: string | null;
  /** How long the bank waits, in seconds; null when the bank's file does not say. */
  expiresSeconds: number | null;
  /** The label of what asks for a code instead; null where the page offers none. */
  instead: string | null;
}

/**
 * Where the bank now is, after a step. Texts (`bankMessage`, `descriptor.destination`) are as the page shows
 * them: the caller cleans them of what was typed before they go anywhere.
 */
export type BankAnswer =
  | { is: 'logged_in' }
  | {
      is: 'code_required';
      descriptor: Descriptor;
      bankMessage: string | null;
      /** Whether this page has the means to ask for another code. */
      canResend: boolean;
    }
  | { is: 'code_rejected'; bankMessage: string | null }
  | { is: 'bad_credentials' }
  | { is: 'account_locked' }
  | { is: 'unavailable' }
  /** The bank lets nobody in before a new password is set at its own site. */
  | { is: 'password_expired' }
  /** The bank turns the browser away: a bot wall or a captcha. */
  | { is: 'access_denied' }
  /** The bank asks where to send a code, or which device or account to use. */
  | { is: 'choice_required'; options: ChoiceOption[]; bankMessage: string | null }
  /** The bank waits until the person has approved the login in an app. */
  | ({ is: 'approval_required'; bankMessage: string | null } & Approval)
  /** The person refused the login in the app. */
  | { is: 'approval_refused' }
  /** The bank asks a question; `text` is its question. The same text after an answer means that the answer was refused. */
  | { is: 'question'; text: string; bankMessage: string | null }
  /** What was to be sent was certainly not sent: the bank was not asked, and no attempt is used up. */
  | { is: 'not_submitted'; reason: NotSubmittedReason }
  | { is: 'page_not_recognised' };

/** What a bank's code prompt allows, known before any login. */
export interface OtpRules {
  /** Where codes come from, if it is always the same. Absent: unknown. */
  channel?: Channel;
  /** How long the bank accepts a code, in seconds; null when the bank's file does not say. */
  expiresSeconds: number | null;
  /** Wrong codes after which the bank asks no more; null when unknown. */
  maxAttempts: number | null;
  /** Null when the bank offers no resend. */
  resend: { afterSeconds: number } | null;
}

/**
 * Whether the page that asks for something is still open: `there`, `gone` (another page, or the same one without what it
 * is answered with, such as a field for the code), or `unclear` (the page is loading or does not respond).
 */
export type PromptPresence = 'there' | 'gone' | 'unclear';

/**
 * A bank as a set of steps. Each step acts on the page and says where the bank then is; none decides what
 * happens next. A step may throw anything, also Playwright's errors, which repeat what was typed: the caller
 * replaces them (`redactBrowserErrors`).
 */
export interface BankDriver {
  readonly code: string;
  readonly name: string;
  readonly loginUrl: string;
  /** Absent: the usual browser, which dismisses dialogs and blocks service workers. */
  readonly browser?: BrowserOptions;
  /** True: a fresh browser with the saved cookies, storage and URL can go on at the code page. */
  readonly resumable: boolean;
  /** Only for resumable banks: whether the browser is closed while a code is waited for. */
  readonly releaseWhileWaiting: boolean;
  /** Null for a bank that never asks for a code. */
  readonly otp: OtpRules | null;
  /** Absent: an account needs user name and password only. */
  readonly secrets?: readonly BankSecret[];
  readonly keepAlive: { everySeconds: number } | null;
  /**
   * Where a fresh browser with the saved state of a logged-in session stays logged in, and which sends no code. Needs
   * `keepAlive`. Absent: a session ends with its browser.
   */
  readonly sessionMovableAt?: string;
  /** An upper bound, in seconds, for any one step to answer. */
  readonly stepSeconds: number;

  /** Opens the login page, types the credentials, sends them. May make the bank send a code. */
  openLogin(page: Page, credentials: Credentials): Promise<BankAnswer>;
  /**
   * Types one code at the code page and waits for an answer that is new since then. `credentials`: for a bank whose code
   * page asks for one of them again.
   */
  submitCode(page: Page, code: string, credentials?: Credentials): Promise<BankAnswer>;
  /**
   * Asks the bank for another code. `code_required`: the bank took the wish; `code_rejected`: the page offered no
   * way to ask, and nothing was touched.
   */
  resendCode(page: Page): Promise<BankAnswer>;
  /**
   * Chooses an option of the choice page by its id, once. `not_submitted`: the page does not offer it any more.
   * `choice_required`: the bank asks again. `credentials`, here and below: for a bank whose next page asks for one of
   * them again. Absent: the bank never offers a choice.
   */
  choose?(page: Page, optionId: string, credentials?: Credentials): Promise<BankAnswer>;
  /**
   * Types the answer to the question of the page and sends it, once. `question` with the same text: the bank refused it.
   * Absent: the bank never asks one.
   */
  answerQuestion?(page: Page, answer: string, credentials?: Credentials): Promise<BankAnswer>;
  /**
   * Waits until the page no longer waits for an approval, without touching it: nothing is pressed, nothing reloaded.
   * `isNews` says whether what the page shows is to be reported: it is then returned as `approval_required`. After `signal` was aborted it returns within about a second, or within seven if the page is just being loaded, with a
   * last look at the page; `approval_required` means that it still waits. Not bound by `stepSeconds`. Absent: the bank
   * never waits for one.
   */
  awaitApproval?(
    page: Page,
    signal: AbortSignal,
    credentials?: Credentials,
    isNews?: (shown: Approval) => boolean,
  ): Promise<BankAnswer>;
  /**
   * Asks for a code instead of the approval, once. `not_submitted`: the page offers no way to ask. `approval_required`: the
   * bank still waits for the approval. Absent: the bank offers no code instead.
   */
  askForCodeInstead?(page: Page, credentials?: Credentials): Promise<BankAnswer>;
  /**
   * The picture that the person needs to make the code, as PNG; null where the page shows none. One that is hidden, or
   * not loaded, is awaited for three seconds. Absent: the bank never shows one.
   */
  takePicture?(page: Page): Promise<Uint8Array | null>;
  /** Says which page this is now, without touching anything (after a resume, or when an answer was missed). */
  lookAgain(page: Page): Promise<BankAnswer>;
  /**
   * Whether the code page is still open, without touching it; for use while a code is waited for. Answers within
   * five seconds. Optional: absent in a module means that this cannot be known.
   */
  codePagePresence?(page: Page): Promise<PromptPresence>;
  /** The same for a page that offers a choice or asks a question. */
  promptPresence?(page: Page, kind: 'choice_required' | 'question'): Promise<PromptPresence>;
  /**
   * Visits the keep-alive page; false when the bank has logged the session out. The page is blank before it in a session
   * that continues in another browser.
   */
  isStillLoggedIn(page: Page): Promise<boolean>;
}
