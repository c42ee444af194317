import ipaddr from 'ipaddr.js';

/** Why a phone may not reach an address, or should not be given it. */
export type AddressProblem = 'loopback' | 'private' | 'http';

const privateRanges = ['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'];

/** What is wrong with an address for a phone or a service elsewhere; null if nothing is. */
export function addressProblem(origin: string): AddressProblem | null {
  const { hostname, protocol } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (/(^|\.)localhost$/.test(host)) return 'loopback';
  if (ipaddr.isValid(host)) {
    const range = ipaddr.process(host).range();
    if (range === 'loopback') return 'loopback';
    if (privateRanges.includes(range)) return 'private';
  }
  // Names of a local network: without a dot, or of mDNS and home routers.
  if (!/[.:]/.test(host) || /\.(local|lan|internal|home\.arpa)$/.test(host)) return 'private';
  return protocol === 'http:' ? 'http' : null;
}
