/** A proxy as a browser takes it. */
export interface ProxySettings {
  /** Scheme, host and port. */
  server: string;
  username?: string;
  password?: string;
}

const schemes = ['http:', 'https:', 'socks5:'];
const hostShape = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])$/;

/** The proxy that a URL names, or what is wrong with it, in words that do not repeat it. */
export function parseProxyUrl(text: string): { proxy: ProxySettings } | { problem: string } {
  const url = URL.parse(text);
  if (!url || !schemes.includes(url.protocol) || !hostShape.test(url.hostname))
    return {
      problem: 'must be an http, https or socks5 URL such as http://user:password@proxy.example:8080',
    };
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    return { problem: 'must end after host and port' };
  const server = `${url.protocol}//${url.host}`;
  if (url.username === '' && url.password === '') return { proxy: { server } };
  // Chromium speaks no authentication of SOCKS.
  if (url.protocol === 'socks5:') return { problem: 'must not hold a user name or password for socks5' };
  const [username, password] = [decode(url.username), decode(url.password)];
  if (username === undefined || password === undefined)
    return { problem: 'must have % and other special characters of its user name and password encoded' };
  return { proxy: { server, username, password } };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
