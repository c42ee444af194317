/** One request to a bank for a verdict, and the verdict. */
export interface Attempt {
  text: string;
  arrivedMs: number;
  /** Null until the bank has decided. */
  decided: { atMs: number; isAccepted: boolean } | null;
}

/** What a bank's server saw and decided. The product's answers are compared with it. */
export interface Ledger {
  /** User name and password as they arrived, with a line feed between them. */
  readonly logins: Attempt[];
  readonly codes: Attempt[];
  /** How many addresses contained the password. */
  passwordsInAddress: number;
}

export const createLedger = (): Ledger => ({ logins: [], codes: [], passwordsInAddress: 0 });

export const isLoggedIn = ({ codes }: Ledger): boolean => codes.some(({ decided }) => decided?.isAccepted);
