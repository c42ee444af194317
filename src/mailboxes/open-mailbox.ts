import ipaddr from 'ipaddr.js';
import { ImapFlow } from 'imapflow';
import type { MailboxAddress } from '../assistance/mailbox-url.js';
import { isForbiddenAddress } from '../assistance/notifications/forbidden-address.js';
import { ForbiddenEndpoint, resolveChecked } from '../deliveries/resolve-checked.js';
import type { ResolveName } from '../deliveries/resolve-name.js';
import type { AccessTokens } from './mailbox-access-tokens.js';

/** The server has no such folder for this user. */
export class FolderNotFound extends Error {
  override readonly name = 'FolderNotFound';
}

/** Slow servers take seconds for each answer. */
const answerTimeoutMs = 30_000;

/**
 * How often IDLE is renewed. Short, because a connection that a router has dropped is noticed only then, and a request
 * for a code lives for some minutes.
 */
const renewIdleMs = 60_000;
const withoutIdleMs = 10_000;

export interface OpenOptions {
  address: MailboxAddress;
  resolveName: ResolveName;
  /** Whether the server may be at a loopback or private address. */
  allowPrivate: boolean;
}

type Stoppable = OpenOptions & { accessTokens: AccessTokens | undefined; stop: AbortSignal };

/**
 * Connects to the IMAP server, signs in and opens the folder for reading only, so that no flag of a mail changes. The
 * password or the access token is sent in clear only to a loopback or private address. `stop` closes the connection, also one that is being
 * opened. Throws an error that `mailboxProblem` classifies.
 */
export async function openMailbox({
  address,
  resolveName,
  allowPrivate,
  accessTokens,
  stop,
}: Stoppable): Promise<ImapFlow> {
  const { host, port, isSecure, user, signIn, folder } = address;
  const isLiteral = ipaddr.isValid(host);
  if (isLiteral && isForbiddenAddress(host, { allowPrivate })) throw new ForbiddenEndpoint();
  const addresses = isLiteral ? [] : await resolveChecked(host, { resolveName, allowPrivate });
  // IPv4 first, as not every network has a way out for IPv6.
  const ip = (addresses.find(({ family }) => family === 4) ?? addresses[0])?.address ?? host;
  const secret = 'password' in signIn ? { pass: signIn.password } : undefined;
  const accessToken = secret ? undefined : await accessTokens?.get(stop);
  const client = new ImapFlow({
    // The address that was checked.
    host: ip,
    ...(!isLiteral && { servername: host }),
    port,
    secure: isSecure,
    ...(!isSecure && !isNearby(ip) && { doSTARTTLS: true }),
    auth: { user, ...secret, ...(accessToken !== undefined && { accessToken }) },
    logger: false,
    disableAutoEnable: true,
    connectionTimeout: answerTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: renewIdleMs + answerTimeoutMs,
    maxIdleTime: renewIdleMs,
    autoIdleDelay: 20,
  });
  // The session ends with `close`; without a listener, `error` would end the process.
  client.on('error', () => undefined);
  const close = (): void => client.close();
  client.once('close', () => stop.removeEventListener('abort', close));
  stop.addEventListener('abort', close, { once: true });
  // It may have been stopped while it waited for the name or the token; a closed client refuses to connect.
  if (stop.aborted) close();
  try {
    await client.connect();
    if (!client.capabilities.has('IDLE')) client.maxIdleTime = withoutIdleMs;
    await openFolder(client, folder);
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

async function openFolder(client: ImapFlow, folder: string): Promise<void> {
  try {
    await client.mailboxOpen(folder, { readOnly: true });
  } catch (error) {
    // The server has answered, and refuses.
    const isRefused = error instanceof Error && 'responseStatus' in error && error.responseStatus;
    throw isRefused ? new FolderNotFound() : error;
  }
}

const isNearby = (ip: string): boolean =>
  ['loopback', 'private', 'uniqueLocal'].includes(ipaddr.process(ip).range());
