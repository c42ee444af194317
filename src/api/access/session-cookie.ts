import type { IncomingHttpHeaders } from 'node:http';

const name = 'assisted_login';

/**
 * The sign-in of a browser is a cookie, so that no script can read it and it outlives the tab. It counts only together
 * with the header `X-Requested-With`, which another page, also one of another port of this host, cannot send without a
 * permission (CORS) that this service never gives.
 */
export function presentedCookie(headers: IncomingHttpHeaders): string | undefined {
  if (headers['x-requested-with'] === undefined) return undefined;
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** A `Set-Cookie` header that stores the token of a sign-in, or deletes it with null. */
export function sessionCookie(publicUrl: string, token: string | null, days: number): Record<string, string> {
  const parts = [
    `${name}=${token ?? ''}`,
    // The dashboard calls the API under this path only.
    'Path=/api',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${token === null ? 0 : days * 86_400}`,
    ...(publicUrl.startsWith('https:') ? ['Secure'] : []),
  ];
  return { 'Set-Cookie': parts.join('; ') };
}
