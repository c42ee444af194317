import type { IncomingHttpHeaders } from 'node:http';

/**
 * Over https its name has the prefix with which browsers accept a cookie only from this very host: a page of another
 * subdomain cannot set one. The prefix requires the path `/`. Without https it would be refused.
 */
const cookieFor = (publicUrl: string) =>
  publicUrl.startsWith('https:')
    ? { name: '__Host-assisted_login', attributes: ['Path=/', 'Secure'] }
    : { name: 'assisted_login', attributes: ['Path=/api'] };

/**
 * The sign-in of a browser is a cookie, so that no script can read it and it outlives the tab. It counts only together
 * with the header `X-Requested-With`, which another page, also one of another port of this host, cannot send without a
 * permission (CORS) that this service never gives. The caller checks that the request is one for `/api`.
 */
export function presentedCookie(headers: IncomingHttpHeaders, publicUrl: string): string | undefined {
  if (headers['x-requested-with'] === undefined) return undefined;
  const { name } = cookieFor(publicUrl);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** A `Set-Cookie` header that stores the token of a sign-in, or deletes it with null. */
export function sessionCookie(publicUrl: string, token: string | null, days: number): Record<string, string> {
  const { name, attributes } = cookieFor(publicUrl);
  const parts = [
    `${name}=${token ?? ''}`,
    ...attributes,
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${token === null ? 0 : days * 86_400}`,
  ];
  return { 'Set-Cookie': parts.join('; ') };
}
