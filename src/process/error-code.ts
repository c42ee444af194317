/** What Node, PostgreSQL and libraries call an error, such as `ENOENT` or `22P05`; undefined where it has no such name. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
