/**
 * Whether Playwright has given up waiting. By name, not by class: everything that knows bank files calls this, and with
 * an import of the class the API, too, would load Playwright, which takes 70 MB.
 */
export function isTimeoutError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'TimeoutError';
}
