/** The accounts whose requests and events one caller may see. */
export interface VisibleAccounts {
  userId: string;
  /** Null: all accounts of the user. */
  accountIds: readonly string[] | null;
}
