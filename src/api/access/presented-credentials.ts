import type { IncomingHttpHeaders } from 'node:http';

function schemeAndValue({ authorization = '' }: IncomingHttpHeaders): { scheme: string; value: string } {
  const [scheme = '', ...rest] = authorization.trim().split(/ +/);
  return { scheme: scheme.toLowerCase(), value: rest.join(' ') };
}

/** The bearer token of a person; undefined when there is none. */
export function presentedToken(headers: IncomingHttpHeaders): string | undefined {
  const { scheme, value } = schemeAndValue(headers);
  return scheme === 'bearer' && value !== '' ? value : undefined;
}

/** The different API keys that the two headers hold, as written: none, one, or two that contradict each other. */
export function presentedKeys(headers: IncomingHttpHeaders): string[] {
  const { scheme, value } = schemeAndValue(headers);
  const inOwnHeader = headers['x-api-key'];
  const keys = [
    ...(scheme === 'api-key' ? [value] : []),
    ...(inOwnHeader === undefined ? [] : [String(inOwnHeader).trim()]),
  ];
  return [...new Set(keys)];
}

/** The password of HTTP Basic, for apps that can present a key in no other way; whom it names does not matter. */
export function presentedPassword(headers: IncomingHttpHeaders): string | undefined {
  const { scheme, value } = schemeAndValue(headers);
  if (scheme !== 'basic') return undefined;
  const userAndPassword = Buffer.from(value, 'base64').toString('utf8');
  return userAndPassword.slice(userAndPassword.indexOf(':') + 1);
}
