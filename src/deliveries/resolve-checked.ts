import type { LookupAddress } from 'node:dns';
import { isForbiddenAddress } from '../assistance/notifications/forbidden-address.js';
import type { ResolveName } from './resolve-name.js';

/** The host has an address that customers must not make the service connect to. */
export class ForbiddenEndpoint extends Error {
  override readonly name = 'ForbiddenEndpoint';
}

/** The host's name has no address, or the look-up failed. */
export class NameNotResolved extends Error {
  override readonly name = 'NameNotResolved';
}

/**
 * Looks a name up and checks its addresses. A caller that connects to exactly these is safe from DNS rebinding. Throws
 * NameNotResolved, and ForbiddenEndpoint if one of the addresses is forbidden: no public host has one by chance.
 */
export async function resolveChecked(
  hostname: string,
  { resolveName, allowPrivate }: { resolveName: ResolveName; allowPrivate: boolean },
): Promise<LookupAddress[]> {
  const addresses = await resolveName(hostname).catch(() => {
    throw new NameNotResolved();
  });
  if (addresses.length === 0) throw new NameNotResolved();
  if (addresses.some(({ address }) => isForbiddenAddress(address, { allowPrivate })))
    throw new ForbiddenEndpoint();
  return addresses;
}
