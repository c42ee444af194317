/** The string `code` of an error of Node, PostgreSQL or a library, such as `ENOENT` or `22P05`; undefined without one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
