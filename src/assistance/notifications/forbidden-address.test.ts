import { expect, test } from 'vitest';
import { isForbiddenAddress, literalAddress } from './forbidden-address.js';

/**
 * `open`: public. `private`: only with ALLOW_PRIVATE_WEBHOOKS. `never`: not even then. `name`: judged when it is
 * looked up. `malformed`: no URL.
 */
type Verdict = 'open' | 'private' | 'never' | 'name' | 'malformed';

const hosts: [host: string, verdict: Verdict, why: string][] = [
  // IPv4, and the ways to write it
  ['8.8.8.8', 'open', 'public'],
  ['8.8.8.8:8443', 'open', 'public, with a port'],
  ['8.8.8.8.', 'open', 'public, with a trailing dot'],
  ['0x08080808', 'open', 'public in hexadecimal'],
  ['192.0.1.1', 'open', 'next to a special range'],
  ['172.32.0.1', 'open', 'after the private range'],
  ['127.0.0.1', 'private', 'loopback'],
  ['127.0.0.1:3000', 'private', 'loopback, with a port'],
  ['127.255.255.254', 'private', 'the end of loopback'],
  ['127.0.0.1.', 'private', 'loopback, with a trailing dot'],
  ['127.1', 'private', 'loopback, short'],
  ['127.0.1', 'private', 'loopback, three parts'],
  ['2130706433', 'private', 'loopback in decimal'],
  ['0x7f000001', 'private', 'loopback in hexadecimal'],
  ['0X7F.0.0.1', 'private', 'loopback, one part in hexadecimal'],
  ['0177.0.0.1', 'private', 'loopback, one part in octal'],
  ['017700000001', 'private', 'loopback in octal'],
  ['%31%32%37.0.0.1', 'private', 'loopback, percent-encoded'],
  ['１２７.０.０.１', 'private', 'loopback in full-width digits'],
  ['①②⑦.0.0.1', 'private', 'loopback in circled digits'],
  ['127。0。0。1', 'private', 'loopback with ideographic full stops'],
  ['8.8.8.8@127.0.0.1', 'private', 'loopback behind user info'],
  ['user:pass@127.0.0.1:80', 'private', 'loopback behind user info, with a port'],
  ['127.0.0.1@8.8.8.8', 'open', 'public behind user info that looks like loopback'],
  ['10.0.0.1', 'private', 'private'],
  ['10.255.255.255', 'private', 'private'],
  ['172.16.0.1', 'private', 'private'],
  ['172.31.255.255', 'private', 'private'],
  ['192.168.1.1', 'private', 'private'],
  ['0xc0a80101', 'private', 'private in hexadecimal'],
  ['0.0.0.0', 'never', 'this host: Linux connects to loopback'],
  ['0', 'never', 'this host, short'],
  ['0.1.2.3', 'never', 'this network'],
  ['100.64.0.1', 'never', 'carrier-grade NAT'],
  ['100.100.100.200', 'never', 'metadata of a cloud, in carrier-grade NAT'],
  ['169.254.169.254', 'never', 'metadata of most clouds, link-local'],
  ['0xa9fea9fe', 'never', 'metadata in hexadecimal'],
  ['2852039166', 'never', 'metadata in decimal'],
  ['0251.0376.0251.0376', 'never', 'metadata in octal'],
  ['192.0.0.1', 'never', 'IETF protocol assignments'],
  ['192.0.0.192', 'never', 'metadata of a cloud, in IETF protocol assignments'],
  ['192.0.2.1', 'never', 'TEST-NET-1'],
  ['192.31.196.1', 'never', 'AS112'],
  ['192.52.193.1', 'never', 'AMT'],
  ['192.88.99.1', 'never', '6to4 relay anycast'],
  ['192.175.48.1', 'never', 'AS112'],
  ['198.18.0.1', 'never', 'benchmarking'],
  ['198.19.255.255', 'never', 'benchmarking'],
  ['198.51.100.1', 'never', 'TEST-NET-2'],
  ['203.0.113.1', 'never', 'TEST-NET-3'],
  ['224.0.0.1', 'never', 'multicast'],
  ['239.255.255.255', 'never', 'multicast'],
  ['240.0.0.1', 'never', 'reserved'],
  ['255.255.255.255', 'never', 'broadcast'],
  // IPv6
  ['[2001:4860:4860::8888]', 'open', 'public'],
  ['[2001:4860:4860::8888]:8443', 'open', 'public, with a port'],
  ['[2606:4700:4700::1111]', 'open', 'public'],
  ['[2001:200::1]', 'open', 'after IETF protocol assignments'],
  ['[::1]', 'private', 'loopback'],
  ['[0:0:0:0:0:0:0:1]', 'private', 'loopback, long'],
  ['[0000:0000:0000:0000:0000:0000:0000:0001]:443', 'private', 'loopback, longest, with a port'],
  ['[fc00::1]', 'private', 'unique local'],
  ['[fd12:3456:789a::1]', 'private', 'unique local'],
  ['[fd00:ec2::254]', 'never', 'metadata of a cloud, in unique local'],
  ['[::]', 'never', 'unspecified'],
  ['[fe80::1]', 'never', 'link-local'],
  ['[febf::1]', 'never', 'the end of link-local'],
  ['[fec0::1]', 'never', 'site-local'],
  ['[ff02::1]', 'never', 'multicast'],
  ['[100::1]', 'never', 'discard'],
  ['[100:0:0:1::1]', 'never', 'dummy prefix'],
  ['[2001:1::1]', 'never', 'port control anycast'],
  ['[2001:2::1]', 'never', 'benchmarking'],
  ['[2001:3::1]', 'never', 'AMT'],
  ['[2001:4:112::1]', 'never', 'AS112'],
  ['[2001:10::1]', 'never', 'ORCHID'],
  ['[2001:20::1]', 'never', 'ORCHIDv2'],
  ['[2001:30::1]', 'never', 'drone remote ids'],
  ['[2001:db8::1]', 'never', 'documentation'],
  ['[2620:4f:8000::1]', 'never', 'AS112'],
  ['[3fff::1]', 'never', 'documentation'],
  ['[5f00::1]', 'never', 'segment routing'],
  ['[4000::1]', 'never', 'not handed out'],
  ['[1::1]', 'never', 'not handed out'],
  // IPv4 inside IPv6
  ['[::ffff:8.8.8.8]', 'open', 'mapped, public: the system connects to 8.8.8.8'],
  ['[::ffff:127.0.0.1]', 'private', 'mapped loopback'],
  ['[::ffff:7f00:1]', 'private', 'mapped loopback in hexadecimal'],
  ['[0:0:0:0:0:ffff:a00:1]', 'private', 'mapped private'],
  ['[::ffff:169.254.169.254]', 'never', 'mapped metadata'],
  ['[::ffff:0.0.0.0]', 'never', 'mapped this host'],
  ['[::127.0.0.1]', 'never', 'IPv4-compatible loopback'],
  ['[::a9fe:a9fe]', 'never', 'IPv4-compatible metadata'],
  ['[::8.8.8.8]', 'never', 'IPv4-compatible'],
  ['[::ffff:0:127.0.0.1]', 'never', 'IPv4-translated loopback'],
  ['[64:ff9b::127.0.0.1]', 'never', 'NAT64 of loopback'],
  ['[64:ff9b::a9fe:a9fe]', 'never', 'NAT64 of metadata'],
  ['[64:ff9b::8.8.8.8]', 'never', 'NAT64'],
  ['[64:ff9b:1::a00:1]', 'never', 'local NAT64'],
  ['[64:ff9b:1:ffff::1]', 'never', 'local NAT64'],
  ['[2002:7f00:1::]', 'never', '6to4 of loopback'],
  ['[2002:a9fe:a9fe::1]', 'never', '6to4 of metadata'],
  ['[2002:808:808::1]', 'never', '6to4'],
  ['[2001::1]', 'never', 'Teredo'],
  ['[2001:0:4136:e378:8000:63bf:80ff:fffe]', 'never', 'Teredo of loopback'],
  ['[2001:4860::5efe:7f00:1]', 'never', 'ISATAP of loopback'],
  ['[2001:4860::200:5efe:a9fe:a9fe]', 'never', 'ISATAP of metadata'],
  ['[fe80::5efe:10.0.0.1]', 'never', 'ISATAP, link-local'],
  ['[fd00::5efe:10.0.0.1]', 'private', 'ISATAP inside a network of the operator'],
  // no addresses at all
  ['[fe80::1%25eth0]', 'malformed', 'a zone id'],
  ['[::1%25lo]', 'malformed', 'a zone id'],
  ['256.256.256.256', 'malformed', 'ends in a number, and is none'],
  ['1.2.3.4.5', 'malformed', 'five parts'],
  ['0x7f.1.evil.0x1', 'malformed', 'ends in a number'],
  ['::1', 'malformed', 'IPv6 without brackets'],
  ['127.0.0.1:99999', 'malformed', 'no such port'],
  ['localhost', 'name', 'looked up'],
  ['LOCALHOST.', 'name', 'looked up'],
  ['127.0.0.1.nip.io', 'name', 'looked up'],
  ['bücher.example', 'name', 'an international name'],
  ['xn--bcher-kva.example', 'name', 'the same in Punycode'],
  ['ｌｏｃａｌｈｏｓｔ', 'name', 'a full-width localhost'],
  ['metadata.google.internal', 'name', 'looked up'],
];

function verdictOf(host: string): Verdict {
  const text = `http://${host}/hook`;
  if (!URL.canParse(text)) return 'malformed';
  const address = literalAddress(new URL(text));
  if (address === undefined) return 'name';
  if (!isForbiddenAddress(address, { allowPrivate: false })) return 'open';
  return isForbiddenAddress(address, { allowPrivate: true }) ? 'never' : 'private';
}

test.each(hosts)('a webhook to %s: %s (%s)', (host, verdict) => {
  expect(verdictOf(host)).toBe(verdict);
});

test('what a resolver may answer beyond what a URL can hold is judged too', () => {
  const answers: [address: string, allowPrivate: boolean, forbidden: boolean][] = [
    ['fe80::1%eth0', true, true],
    ['::1%lo', false, true],
    ['::ffff:127.0.0.1', false, true],
    ['::ffff:10.1.2.3', true, false],
    ['not an address', true, true],
    ['', true, true],
    ['93.184.216.34', false, false],
  ];
  for (const [address, allowPrivate, forbidden] of answers)
    expect([address, isForbiddenAddress(address, { allowPrivate })]).toEqual([address, forbidden]);
});
