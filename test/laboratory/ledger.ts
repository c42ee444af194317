/** One time that a bank was asked to judge something, and what it decided. */
export interface Attempt {
  text: string;
  arrivedMs: number;
  /** Null while the bank thinks. */
  decided: { atMs: number; isAccepted: boolean } | null;
}

/** What a bank's server saw and decided: the judge of everything that the product says about it. */
export interface Ledger {
  /** User name and password as they arrived, with a line feed between them. */
  readonly logins: Attempt[];
  readonly codes: Attempt[];
  /** How often an address held the password. */
  passwordsInAddress: number;
}

export const createLedger = (): Ledger => ({ logins: [], codes: [], passwordsInAddress: 0 });

export const isLoggedIn = ({ codes }: Ledger): boolean => codes.some(({ decided }) => decided?.isAccepted);
