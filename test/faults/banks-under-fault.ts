/** A bank whose logins are struck by faults. */
export interface BankUnderFault {
  /** The code in its bank file. */
  code: string;
  /** Its bank file, below `demo-bank`. */
  file: string;
  /** The path of its pages at the server of the demo bank. */
  path: string;
  /** Users whose codes come by SMS. */
  users: readonly string[];
  /** Whether another browser can continue at its code page; if so, the browser is closed during the wait for a code. */
  isResumable: boolean;
  /** The user who may request another code; null if the bank sends none. */
  resendUser: string | null;
  /** Whether the page after a resend is the response to a form and has no address. */
  resendAnswersForm: boolean;
}

const demoUsers = ['otp', 'otp-boxes', 'otp-alnum'] as const;

export const demo: BankUnderFault = {
  code: 'demo',
  file: 'banks/demo.yaml',
  path: '',
  users: demoUsers,
  isResumable: true,
  resendUser: 'otp-resend',
  resendAnswersForm: false,
};

export const demoHeld: BankUnderFault = {
  ...demo,
  code: 'demo-held',
  file: 'banks/demo-held.yaml',
  isResumable: false,
};

/** Its code page can be opened again, but the page after a resend or a wrong code, the response to a form, cannot. */
const answersForms: BankUnderFault = {
  code: 'gallery-refusal-answers-post',
  file: 'gallery/banks/refusal-answers-post.yaml',
  path: '/gallery/refusal-answers-post',
  users: ['ana'],
  isResumable: true,
  resendUser: 'ana',
  resendAnswersForm: true,
};

/** Its forms are in a frame of another origin. */
const inFrame: BankUnderFault = {
  code: 'gallery-frame-other-origin',
  file: 'gallery/banks/frame-other-origin.yaml',
  path: '/gallery/frame-other-origin',
  users: ['ana'],
  isResumable: false,
  resendUser: null,
  resendAnswersForm: false,
};

export const banksUnderFault: readonly BankUnderFault[] = [demo, demoHeld, answersForms, inFrame];
