import ipaddr from 'ipaddr.js';

/** Ranges a webhook may go to when the operator lets it reach the machine's own network. */
const privateRanges = ['loopback', 'private', 'uniqueLocal'];

/** The only block of IPv6 that is handed out as global unicast (RFC 4291, 2.4; IANA's address space registry). */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Where AWS answers for an instance's credentials over IPv6: inside `uniqueLocal`, and never a webhook. */
const metadataOverIpv6 = ipaddr.parse('fd00:ec2::254').toNormalizedString();

/**
 * Whether a webhook must not go to this IP address: anything in a special-purpose range of the IANA registries,
 * so that nobody makes the service call its own network or a cloud's metadata address for them. An IPv4-mapped
 * address is judged as the IPv4 address that the system connects to; every other form that carries one inside
 * (IPv4-compatible, NAT64, 6to4, Teredo, ISATAP) is refused, because where it leads is a gateway's business.
 */
export function isForbiddenAddress(address: string, { allowPrivate }: { allowPrivate: boolean }): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'unicast') return parsed instanceof ipaddr.IPv6 && !isGlobalIpv6(parsed);
  if (parsed.toNormalizedString() === metadataOverIpv6) return true;
  return !(allowPrivate && privateRanges.includes(range));
}

/** The ranges of ipaddr.js leave out what lies outside of 2000::/3 without a name, and ISATAP, which has no range. */
function isGlobalIpv6(address: ipaddr.IPv6): boolean {
  const [, , , , identifier = 0, marker] = address.parts;
  const isIsatap = (identifier === 0 || identifier === 0x0200) && marker === 0x5efe;
  return address.match(globalUnicast) && !isIsatap;
}

/** The IP address that a URL's host is written as; undefined for a name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}
