/**
 * Names a step within its login. The worker that takes a step remembers its answer under this name and claims it in
 * the table `bank_steps`; the workflow asks for a lost answer by the same name. The names also stand in the rows of
 * logins that are open now: a changed name would let a step be taken twice.
 */
export const stepName = {
  openLogin: 'open',
  submitCode: (submissionId: string): string => `submit:${submissionId}`,
  resendCode: (resendId: string): string => `resend:${resendId}`,
  /** A person's choice, answer to a question, or demand for a code instead of an approval. */
  answer: (submissionId: string): string => `answer:${submissionId}`,
  /** Choices by the account's preferred channels and its kept answers, numbered from 1 within the login. */
  answerByAccount: (number: number): string => `account-answer:${number}`,
  awaitApproval: (requestId: string, number: number): string => `approval:${requestId}:${number}`,
  /** Codes of the account's own authenticator, numbered from 1 within the login. */
  submitAuthenticatorCode: (number: number): string => `authenticator:${number}`,
} as const;
