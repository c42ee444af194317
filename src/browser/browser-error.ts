export type BrowserErrorKind =
  /** The browser, its context or its page was closed or has crashed. */
  | 'closed'
  /** The bank's site could not be reached (DNS, connection, TLS). */
  | 'unreachable'
  /** An element did not appear in time or could not be used. */
  | 'timeout'
  /** The bank's file asks for a program (full Chromium or headless shell) that this worker does not have. */
  | 'missing_program'
  | 'unexpected';

/**
 * A failure of the browser. Playwright's messages repeat what was typed (`locator.fill("123456")`), so message,
 * stack and cause of the original are not kept.
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
