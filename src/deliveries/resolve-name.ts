import { type LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../process/error-code.js';

/** Looks up all addresses of a name. Rejects when it has none. */
export type ResolveName = (hostname: string) => Promise<LookupAddress[]>;

/** RFC 6761: these names are always loopback and are not looked up. */
const isLocalhost = (hostname: string): boolean => /(^|\.)localhost\.?$/i.test(hostname);

/** The name server does not know the name, or there is no name server: the hosts file may still have it. */
const notFoundCodes = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

/** How long to wait for the second address family after the first has answered; browsers wait about as long. */
const secondFamilyMs = 300;

const defaultResolver = () => new Resolver({ timeout: 1_500, tries: 2 });

/**
 * Looks names up with DNS queries, in about 3 s at most. The system's resolver is used only for names that the name
 * servers do not know, because it blocks one of Node's four threads for as long as a name server is silent: four slow
 * names would stop all other look-ups and file access of the process.
 */
export function createNameResolver(resolver: Resolver = defaultResolver()): ResolveName {
  return async (hostname) => {
    if (isLocalhost(hostname)) return [address('127.0.0.1', 4), address('::1', 6)];
    const found: LookupAddress[] = [];
    const errorCodes: string[] = [];
    const families = [
      resolver.resolve4(hostname).then((ips) => ips.map((ip) => address(ip, 4))),
      resolver.resolve6(hostname).then((ips) => ips.map((ip) => address(ip, 6))),
    ].map((family) =>
      family.then(
        (addresses) => found.push(...addresses),
        (error: unknown) => errorCodes.push(errorCode(error) ?? ''),
      ),
    );
    const both = Promise.all(families);
    await Promise.race(families);
    await (found.length > 0 ? Promise.race([both, pause(secondFamilyMs, undefined, { ref: false })]) : both);
    if (found.length > 0) return [...found];
    if (errorCodes.every((code) => notFoundCodes.has(code))) return lookup(hostname, { all: true });
    throw new Error('the name servers did not answer');
  };
}

const address = (ip: string, family: 4 | 6): LookupAddress => ({ address: ip, family });
