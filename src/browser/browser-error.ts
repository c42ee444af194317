export type BrowserErrorKind =
  /** The browser, its context or its page is gone. */
  | 'closed'
  /** The bank's site could not be reached (DNS, connection, TLS). */
  | 'unreachable'
  /** Something on the page did not come in time or could not be acted on. */
  | 'timeout'
  | 'unexpected';

/**
 * A browser's failure, rebuilt from its kind alone. Playwright's messages repeat what was typed
 * (`locator.fill("123456")`), so neither message, stack nor cause of the original is kept.
 */
export class BrowserError extends Error {
  override readonly name = 'BrowserError';

  constructor(
    readonly kind: BrowserErrorKind,
    readonly step: string,
  ) {
    super(`browser ${kind} during ${step}`);
  }
}
