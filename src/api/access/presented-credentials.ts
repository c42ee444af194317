import type { IncomingHttpHeaders } from 'node:http';

function schemeAndValue({ authorization = '' }: IncomingHttpHeaders): { scheme: string; value: string } {
  const [scheme = '', ...rest] = authorization.trim().split(/ +/);
  return { scheme: scheme.toLowerCase(), value: rest.join(' ') };
}

/** The bearer token in `Authorization`; undefined if there is none. */
export function presentedToken(headers: IncomingHttpHeaders): string | undefined {
  const { scheme, value } = schemeAndValue(headers);
  return scheme === 'bearer' && value !== '' ? value : undefined;
}

/** The distinct API keys in `Authorization` and `x-api-key`, as written: none, one, or two that differ. */
export function presentedKeys(headers: IncomingHttpHeaders): string[] {
  const { scheme, value } = schemeAndValue(headers);
  const fromXApiKey = headers['x-api-key'];
  const keys = [
    ...(scheme === 'api-key' ? [value] : []),
    ...(fromXApiKey === undefined ? [] : [String(fromXApiKey).trim()]),
  ];
  return [...new Set(keys)];
}

/** The password of HTTP Basic, where some apps can only put the API key. The user name is ignored. */
export function presentedPassword(headers: IncomingHttpHeaders): string | undefined {
  const { scheme, value } = schemeAndValue(headers);
  if (scheme !== 'basic') return undefined;
  const userAndPassword = Buffer.from(value, 'base64').toString('utf8');
  return userAndPassword.slice(userAndPassword.indexOf(':') + 1);
}
