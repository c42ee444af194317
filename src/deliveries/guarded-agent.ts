import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isForbiddenAddress } from '../assistance/notifications/forbidden-address.js';
import { ForbiddenEndpoint, NameNotResolved, resolveChecked } from './resolve-checked.js';
import { createNameResolver, type ResolveName } from './resolve-name.js';

export interface GuardedAgentOptions {
  /** Allows loopback and private addresses; link-local ones stay forbidden. */
  allowPrivate: boolean;
  resolveName?: ResolveName;
  connectTimeoutMs?: number;
}

/**
 * An HTTP client that checks each address before it connects. A name is looked up once per connection, and the socket
 * gets exactly the addresses that were checked, so DNS rebinding does not get around the check. It ignores the
 * environment's proxies, because a proxy would connect to addresses that were never checked, and follows no redirects.
 * A request to a forbidden address fails with ForbiddenEndpoint, one to an unknown name with NameNotResolved.
 *
 * request-filtering-agent, which does the same for Node's own client, is not enough: when it allows private addresses
 * it also allows link-local ones (cloud metadata), and it does not recognise ISATAP and IPv4-compatible addresses.
 */
export function createGuardedAgent({
  allowPrivate,
  resolveName = createNameResolver(),
  connectTimeoutMs = 5_000,
}: GuardedAgentOptions): Agent {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolveChecked(hostname, { resolveName, allowPrivate }).then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => callback(error instanceof Error ? error : new NameNotResolved(), []),
    );
  };

  const connect = buildConnector({
    timeout: connectTimeoutMs,
    lookup,
    autoSelectFamily: true,
  });
  return new Agent({
    connect: (options, callback) => {
      // Node does not call `lookup` for an address that is written in the URL.
      const isLiteral = /^[\d.]+$|:/.test(options.hostname);
      if (isLiteral && isForbiddenAddress(options.hostname, { allowPrivate }))
        callback(new ForbiddenEndpoint(), null);
      else connect(options, callback);
    },
    // Idle connections are closed soon, so that the name is looked up and checked again.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    maxHeaderSize: 16_384,
  });
}
