import { expect, it } from 'vitest';
import { parseProxyUrl } from './proxy-url.js';

it.each([
  ['http://proxy.example:8080', { server: 'http://proxy.example:8080' }],
  ['https://proxy.example/', { server: 'https://proxy.example' }],
  ['socks5://10.0.0.7:1080', { server: 'socks5://10.0.0.7:1080' }],
  ['http://[2001:db8::7]:3128', { server: 'http://[2001:db8::7]:3128' }],
  [
    'http://ana:p%40ss%3Aword@proxy.example:8080',
    { server: 'http://proxy.example:8080', username: 'ana', password: 'p@ss:word' },
  ],
  ['https://token@proxy.example', { server: 'https://proxy.example', username: 'token', password: '' }],
])('%s is a proxy', (url, proxy) => {
  expect(parseProxyUrl(url)).toEqual({ proxy });
});

it.each([
  ['proxy.example:8080', 'must be an http, https or socks5 URL'],
  ['', 'must be an http, https or socks5 URL'],
  ['ftp://proxy.example', 'must be an http, https or socks5 URL'],
  ['socks4://proxy.example:1080', 'must be an http, https or socks5 URL'],
  ['socks5://two words:1080', 'must be an http, https or socks5 URL'],
  ['socks5://:1080', 'must be an http, https or socks5 URL'],
  ['http://proxy.example:99999', 'must be an http, https or socks5 URL'],
  ['http://proxy.example/path', 'must end after host and port'],
  ['http://proxy.example?a=1', 'must end after host and port'],
  ['socks5://ana:s3cret@proxy.example', 'must not hold a user name or password for socks5'],
  ['http://ana:s3cret%zz@proxy.example', 'must have % and other special characters'],
])('%s is refused, and not repeated', (url, why) => {
  const parsed = parseProxyUrl(url);
  expect(parsed).toEqual({ problem: expect.stringContaining(why) as unknown });
  expect(JSON.stringify(parsed)).not.toContain('s3cret');
});
