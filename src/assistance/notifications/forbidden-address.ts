import ipaddr from 'ipaddr.js';

/** Ranges that are allowed when the operator lets webhooks reach the local network. */
const privateRanges = ['loopback', 'private', 'uniqueLocal'];

/** The only IPv6 block assigned to global unicast (RFC 4291, 2.4; IANA's address space registry). */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** The AWS metadata service over IPv6. It lies in `uniqueLocal` and is always forbidden. */
const metadataOverIpv6 = ipaddr.parse('fd00:ec2::254').toNormalizedString();

/**
 * Whether webhooks must not connect to this IP address. Forbidden are all special-purpose ranges of the IANA
 * registries, so that a customer cannot make the service call its own network or a cloud's metadata service. An
 * IPv4-mapped address is treated as the IPv4 address that the system connects to. All other forms that embed an IPv4
 * address (IPv4-compatible, NAT64, 6to4, Teredo, ISATAP) are forbidden, because a gateway decides where they lead.
 * Anything that is not an IP address is forbidden too.
 */
export function isForbiddenAddress(address: string, { allowPrivate }: { allowPrivate: boolean }): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'unicast') return parsed instanceof ipaddr.IPv6 && !isGlobalIpv6(parsed);
  if (parsed.toNormalizedString() === metadataOverIpv6) return true;
  return !(allowPrivate && privateRanges.includes(range));
}

/** ipaddr.js has no range for unassigned addresses outside 2000::/3, and none for ISATAP. */
function isGlobalIpv6(address: ipaddr.IPv6): boolean {
  const [, , , , identifier = 0, marker] = address.parts;
  const isIsatap = (identifier === 0 || identifier === 0x0200) && marker === 0x5efe;
  return address.match(globalUnicast) && !isIsatap;
}

/** The IP address in a URL's host; undefined if the host is a name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}
