import { randomBytes } from 'node:crypto';
import { keepNewest } from './keep-newest.js';

export type TrustedBrowsers = ReturnType<typeof createTrustedBrowsers>;

/** Which browsers need no code for which user names. A browser is recognised by a long-lived cookie. */
export function createTrustedBrowsers({ maxBrowsers }: { maxBrowsers: number }) {
  const usersOf = new Map<string, ReadonlySet<string>>();

  return {
    isTrusted(token: string | undefined, username: string): boolean {
      return token !== undefined && (usersOf.get(token)?.has(username) ?? false);
    },
    /** Returns the token for the cookie. A browser that already has one keeps it. */
    trust(presented: string | undefined, username: string): string {
      const known = presented === undefined ? undefined : usersOf.get(presented);
      const token = presented !== undefined && known ? presented : randomBytes(24).toString('base64url');
      const users = new Set([...(known ?? []), username].slice(-20));
      keepNewest(usersOf, { key: token, value: users, most: maxBrowsers });
      return token;
    },
  };
}
