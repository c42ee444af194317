import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isForbiddenAddress } from '../assistance/notifications/forbidden-address.js';
import { createNameResolver, type ResolveName } from './resolve-name.js';

/** The endpoint's address is one that webhooks must not go to. */
export class ForbiddenEndpoint extends Error {
  override readonly name = 'ForbiddenEndpoint';
}

/** The endpoint's name has no address, or nobody could say which. */
export class NameNotResolved extends Error {
  override readonly name = 'NameNotResolved';
}

export interface GuardedAgentOptions {
  /** Lets webhooks go to loopback and private addresses. */
  allowPrivate: boolean;
  resolveName?: ResolveName;
  connectTimeoutMs?: number;
}

/**
 * An HTTP client that judges the address it is about to connect to: the name is looked up once for each
 * connection, and the socket gets just the addresses that were judged, so that a name which changes its mind
 * (DNS rebinding) gains nothing. Proxies of the environment are not honoured: a proxy would do the connecting,
 * where nothing could be judged. It follows no redirect.
 *
 * Not request-filtering-agent, which does the same for Node's own client: letting private addresses through, it
 * lets link-local ones (cloud metadata) through too, and it cannot tell ISATAP and IPv4-compatible addresses.
 */
export function createGuardedAgent({
  allowPrivate,
  resolveName = createNameResolver(),
  connectTimeoutMs = 5_000,
}: GuardedAgentOptions): Agent {
  const isForbidden = (address: string): boolean => isForbiddenAddress(address, { allowPrivate });

  const lookup: LookupFunction = (hostname, { all }, callback) => {
    judgedAddresses(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => callback(error instanceof Error ? error : new NameNotResolved(), []),
    );
  };

  async function judgedAddresses(hostname: string) {
    const addresses = await resolveName(hostname).catch(() => {
      throw new NameNotResolved();
    });
    if (addresses.length === 0) throw new NameNotResolved();
    // One forbidden address spoils the name: no public endpoint has one by chance.
    if (addresses.some(({ address }) => isForbidden(address))) throw new ForbiddenEndpoint();
    return addresses;
  }

  const connect = buildConnector({
    timeout: connectTimeoutMs,
    lookup,
    autoSelectFamily: true,
  });
  return new Agent({
    connect: (options, callback) => {
      // Node looks up names only; an address written in the URL comes here as it is.
      const isLiteral = /^[\d.]+$|:/.test(options.hostname);
      if (isLiteral && isForbidden(options.hostname)) callback(new ForbiddenEndpoint(), null);
      else connect(options, callback);
    },
    // An idle connection is soon closed, so that a name is looked up and judged again.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    maxHeaderSize: 16_384,
  });
}
