import { type LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../process/error-code.js';

/** All addresses of a name. Rejects when it has none. */
export type ResolveName = (hostname: string) => Promise<LookupAddress[]>;

/** RFC 6761: these names are the machine itself, and no name server is asked. */
const isLocalhost = (hostname: string): boolean => /(^|\.)localhost\.?$/i.test(hostname);

/** Says that a name server has no such name, or that there is no name server; then the hosts file may know it. */
const notThere = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

/** The second family's answer is not waited for longer than this once the first is there; nor would a browser. */
const secondFamilyMs = 300;

const ownResolver = () => new Resolver({ timeout: 1_500, tries: 2 });

/**
 * Looks names up without the system's resolver: that one takes a thread of Node's four for as long as a name
 * server is silent, so that four slow names would delay every other webhook (and every file) of the process.
 * The system is asked only about names that the name servers answered not to know.
 */
export function createNameResolver(resolver: Resolver = ownResolver()): ResolveName {
  return async (hostname) => {
    if (isLocalhost(hostname)) return [address('127.0.0.1', 4), address('::1', 6)];
    const found: LookupAddress[] = [];
    const refusals: string[] = [];
    const families = [
      resolver.resolve4(hostname).then((ips) => ips.map((ip) => address(ip, 4))),
      resolver.resolve6(hostname).then((ips) => ips.map((ip) => address(ip, 6))),
    ].map((family) =>
      family.then(
        (addresses) => found.push(...addresses),
        (error: unknown) => refusals.push(errorCode(error) ?? ''),
      ),
    );
    const both = Promise.all(families);
    await Promise.race(families);
    await (found.length > 0 ? Promise.race([both, pause(secondFamilyMs, undefined, { ref: false })]) : both);
    if (found.length > 0) return [...found];
    if (refusals.every((code) => notThere.has(code))) return lookup(hostname, { all: true });
    throw new Error('the name servers did not answer');
  };
}

const address = (ip: string, family: 4 | 6): LookupAddress => ({ address: ip, family });
